/** The project's files as the rules see them: a path from the project's root, with slashes, and the text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the project. */
export interface SourceFile {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A rule broken by a file. */
export interface Violation {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

/** The project's root folder. */
export const projectRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/** Every file below the folders given whose name ends in one of the extensions, in order of path. */
export function readTree(folders: readonly string[], extensions: readonly string[]): SourceFile[] {
  return folders
    .filter((folder) => existsSync(join(projectRoot, folder)))
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => extensions.some((extension) => path.endsWith(extension)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }));
}
