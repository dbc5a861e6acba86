/** The project's files as the rules see them: a path from the project's root, with slashes, and the text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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

/** Every file below the folders given (`.` is the root itself, alone) whose name ends in one of the endings, in order. */
export function readTree(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  return folders
    .filter((folder) => existsSync(join(projectRoot, folder)))
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: folder !== '.', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
    )
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }));
}
