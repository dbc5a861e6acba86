#!/usr/bin/env node
/** The program: the command line and this process's terminal go in, an exit status comes out. */
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
