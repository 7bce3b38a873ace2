// Writes a policy as the one document that it is, whatever it extends: node infra/write-policy.ts FROM TO.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readPolicyText } from './operator-data.ts';

const [from = '', to = ''] = process.argv.slice(2);
mkdirSync(dirname(to), { recursive: true });
writeFileSync(to, readPolicyText(from));
