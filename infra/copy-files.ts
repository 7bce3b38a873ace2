// Copies files in pairs: node infra/copy-files.ts FROM TO [FROM TO ...].
import { cpSync } from 'node:fs';

const paths = process.argv.slice(2);
for (let index = 0; index + 1 < paths.length; index += 2) cpSync(paths[index] ?? '', paths[index + 1] ?? '');
