/** `whyclosed explain`: what an error text means. */
import type { Command } from './_command.ts';

/** The command. */
export const command: Command = {
  id: 'explain',
  summary: 'say what an error text proves, what it leaves open, and what to try next',
  usage: ['explain [OPTION…] TEXT…', 'explain [OPTION…] -', 'explain --list', '"TEXT"'],
  description: [
    'Reads an error message, a line of a log, a stack trace or an error’s number, and says what happened to the connection: what the text proves, what it does not say, the causes it may have with the likeliest first, the one command that tells them apart, and what may safely be done again.',
    'It knows the texts of Linux, macOS and Windows, of programming languages and their HTTP clients, of curl, ssh, databases and browsers, and the codes of proxies and load balancers: HAProxy’s termination states, Envoy’s response flags, nginx’s log. The address that the text names is put into the command.',
    'TEXT may be several words; "-" is standard input. The word explain may be left out where the text is in quotes, or is a code of Windows sockets such as 10054. Of more than 65,536 characters the start and the end are read.',
    'A text says what one end was told, and is no proof of who did it: it makes no verdict certain. Packets do, see whyclosed read.',
  ],
  options: [
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'ndjson'],
      help: 'text, or ndjson: one JSON object (default text)',
    },
    { name: 'list', short: 'l', help: 'List the systems whose texts are known, and what may have happened' },
  ],
  sections: [
    {
      title: 'Reading the answer',
      paragraphs: [
        [
          ['said', 'the line that decided'],
          ['note', 'what a number or a time in it stands for, and on which system'],
          ['proves', 'what is so wherever the text is true'],
          ['open', 'what it looks as if the text said, but does not'],
          ['maybe', 'causes of the catalogue: whyclosed causes ID shows the page of one'],
          ['next', 'what tells the causes apart'],
          ['retry', 'what may be done again without harm'],
          ['also', 'what else the text holds'],
          ['source', 'where it is written that this system prints this text'],
        ],
      ],
    },
  ],
  exitStatuses: [
    ['0', 'The text is known'],
    ['1', 'It is not known'],
    ['2', 'Wrong usage'],
    ['3', 'Standard input could not be read'],
    ['130', 'Interrupted (Ctrl-C)'],
  ],
  examples: [
    ["whyclosed 'connect ECONNREFUSED 127.0.0.1:8080'", 'What a message means'],
    ['whyclosed explain SH--', 'A termination state of HAProxy'],
    ['whyclosed explain errno 54', 'A number: which error it is, and on which system'],
    ['tail -1 /var/log/nginx/error.log | whyclosed explain -', 'The last line of a log'],
    ['whyclosed explain --format ndjson "curl: (52) Empty reply from server" | jq .causes', 'For programs'],
  ],
  run: async (args, terminal) => {
    const { runExplain } = await import('../run-explain.ts');
    return runExplain(args, terminal);
  },
};
