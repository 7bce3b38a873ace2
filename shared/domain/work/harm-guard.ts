import type { GuardLook, GuardState, HarmGuardPolicy } from '../../contracts/harm-guard.ts';

/*
 * A sequential test of "contacted customers do not leave more often than held-out ones", valid however often and
 * whenever one looks: the anytime-valid logrank test (ter Schure, Perez-Ortiz, Ly, Grünwald, 2020), mixed over hazard
 * ratios as in Robbins' mixture sequential probability ratio test (Robbins, Ann. Math. Statist. 41, 1970).
 *
 * Given how many of all at risk left since the last look, the number X of contacted ones among them is hypergeometric if
 * contact changes nothing. For a hazard ratio r, r^X / E[r^X] has mean 1 then, and at most 1 if contact helps; so have
 * the products over looks and their average over ratios. By Ville's inequality such a product ever reaches 1 / alpha with
 * a chance of at most alpha. No churn rate enters, nor the share held out, nor who joins when: the test is exact for
 * small playbooks, too.
 */

/** Log of the mean of r^X, X hypergeometric: `drawn` customers of `contacted + heldOut`. */
const logMeanPower = (ratio: number, contacted: number, heldOut: number, drawn: number): number => {
  const least = Math.max(0, drawn - heldOut);
  const most = Math.min(drawn, contacted);
  // Weights of X = least, least + 1, ... relative to the first, in logarithms: they span hundreds of decades.
  const logs: number[] = [0];
  for (let x = least; x < most; x++) {
    const step = ((contacted - x) * (drawn - x)) / ((x + 1) * (heldOut - drawn + x + 1));
    logs.push((logs[x - least] as number) + Math.log(step));
  }
  const powers = logs.map((log, index) => log + (least + index) * Math.log(ratio));
  return logSum(powers) - logSum(logs);
};

const logSum = (logs: readonly number[]): number => {
  const most = logs.reduce((found, log) => Math.max(found, log), Number.NEGATIVE_INFINITY);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
};

/** A guard that has seen nothing. */
export const newGuard = ({ hazardRatios }: HarmGuardPolicy): GuardState => ({
  version: 1,
  status: 'running',
  lastLook: null,
  logEvidence: hazardRatios.map(() => 0),
  ...{ looks: 0, contactedLeft: 0, heldOutLeft: 0 },
  stopped: null,
  resumed: [],
});

/** Evidence of harm: 1 at first; a playbook that does none reaches 1 / alpha with a chance of alpha at most, ever. */
export const evidenceOf = ({ logEvidence }: GuardState): number =>
  Math.exp(logSum(logEvidence) - Math.log(logEvidence.length));

/**
 * Takes a night's look in, and stops the playbook where the evidence reaches 1 / alpha. A look that is not later than the
 * last one was seen before, and changes nothing. A stopped playbook goes on being looked at, and stays stopped.
 *
 * @throws RangeError where the policy's hazard ratios are not those that the state was begun with
 */
export const look = (state: GuardState, seen: GuardLook, { alpha, hazardRatios }: HarmGuardPolicy): GuardState => {
  if (state.logEvidence.length !== hazardRatios.length)
    throw new RangeError('the guard was begun with other hazard ratios: begin a new one when the policy changes them');
  if (state.lastLook !== null && Date.parse(seen.at) <= Date.parse(state.lastLook)) return state;
  const { contacted, heldOut } = seen;
  const drawn = contacted.left + heldOut.left;
  const next: GuardState = {
    ...state,
    lastLook: seen.at,
    logEvidence: state.logEvidence.map((log, index) => {
      const ratio = hazardRatios[index] as number;
      if (drawn === 0) return log;
      return log + contacted.left * Math.log(ratio) - logMeanPower(ratio, contacted.atRisk, heldOut.atRisk, drawn);
    }),
    looks: state.looks + 1,
    contactedLeft: state.contactedLeft + contacted.left,
    heldOutLeft: state.heldOutLeft + heldOut.left,
  };
  const evidence = evidenceOf(next);
  if (state.status === 'stopped' || evidence < 1 / alpha) return next;
  return { ...next, status: 'stopped', stopped: { at: seen.at, evidence } };
};

/**
 * An operator resumes a stopped playbook. The evidence begins anew, so a playbook that does harm stops again; each resume
 * adds another chance of alpha for one that does none.
 */
export const resume = (state: GuardState, word: GuardState['resumed'][number]): GuardState =>
  state.status === 'running'
    ? state
    : {
        ...state,
        status: 'running',
        logEvidence: state.logEvidence.map(() => 0),
        ...{ looks: 0, contactedLeft: 0, heldOutLeft: 0 },
        stopped: null,
        resumed: [...state.resumed, word],
      };
