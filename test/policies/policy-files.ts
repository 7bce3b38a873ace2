import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';
import { policyTextOf } from '../../shared/contracts/policy-file.ts';

const folder = join(import.meta.dirname, '../../policies');

/** Names of the ready-made policies. */
export const policyNames = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'))
  .sort();

/** A ready-made policy. @throws PolicyError where it does not hold together */
export const readyMade = (name: string): Policy =>
  parsePolicy(
    policyTextOf(join(folder, `${name}.json`), (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)),
  );
