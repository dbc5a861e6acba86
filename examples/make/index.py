"""Writes the table of ../README.md anew, from truth.jsonl and from what each script's docstring says happened."""

import ast
import json
import pathlib

from recording import EXAMPLES, TRUTH

BEGIN, END = '<!-- table: written by make/index.py -->', '<!-- end of table -->'
HEADER = '| what happened | closed by, how | recorded at |\n|---|---|---|\n'


def main() -> None:
    """Rewrites the table."""
    by_script: dict[str, list[dict]] = {}
    for text in TRUTH.read_text('utf-8').splitlines():
        entry = json.loads(text)
        by_script.setdefault(entry['script'], []).append(entry)
    readme = EXAMPLES / 'README.md'
    before, rest = readme.read_text('utf-8').split(BEGIN)
    table = HEADER + ''.join(row(script, entries) for script, entries in sorted(by_script.items()))
    readme.write_text(f'{before}{BEGIN}\n{table}{END}{rest.split(END)[1]}', 'utf-8')


def row(name: str, entries: list[dict]) -> str:
    """A line of the table: the story, each different ending once, and a link to each file."""
    script = EXAMPLES / 'make' / name
    endings = dict.fromkeys(f"{entry['by']}, {entry['how']}" for entry in entries)
    files = dict.fromkeys(f"[{place(entry)}]({entry['file']})" for entry in sorted(entries, key=old_protocol_first))
    return f"| **[{script.stem}](make/{name})** {story(script)} | {'<br>'.join(endings)} | {'<br>'.join(files)} |\n"


def old_protocol_first(entry: dict) -> bool:
    """False for IPv4, true for IPv6: the order of the links."""
    return '[' in entry['client']


def place(entry: dict) -> str:
    """Where a file was recorded, as the table says it."""
    return entry['vantage'] + (', IPv6' if old_protocol_first(entry) else '')


def story(script: pathlib.Path) -> str:
    """What a script's docstring says happened, on one line."""
    return ' '.join((ast.get_docstring(ast.parse(script.read_text('utf-8'))) or '').split())


main()
