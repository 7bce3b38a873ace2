import type { CompiledPlaybook } from '../../policy/compile-contact.ts';
import { sha256 } from '../../sha256.ts';
import { ownReasons } from '../candidate.ts';
import type { GovernStepTest } from './asked.ts';

/** The same customers every night, as long as the salt stays: who is left alone must be left alone throughout. */
export const isHeldOut = (customerId: string, { name, holdOut: { share, salt } }: CompiledPlaybook): boolean =>
  share > 0 && Number.parseInt(sha256(JSON.stringify([salt, name, customerId])).slice(0, 8), 16) < share * 2 ** 32;

/** Hold-out: some are left alone on purpose, to measure what contact is worth. No date: while the salt stays, so do they. */
export const heldOut: GovernStepTest = ({ customerId, playbook }) =>
  isHeldOut(customerId, playbook)
    ? { step: 'hold-out', reason: ownReasons.heldOut, rule: playbook.holdOutRule, until: null }
    : null;
