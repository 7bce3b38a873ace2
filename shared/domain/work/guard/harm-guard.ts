import type { GuardLook, GuardState, HarmGuardPolicy } from '../../../contracts/harm-guard.ts';

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

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** What the evidence begins with: nothing, for the policy's ratios. */
const anew = ({ hazardRatios }: Pick<HarmGuardPolicy, 'hazardRatios'>) => ({
  hazardRatios,
  logEvidence: hazardRatios.map(() => 0),
  ...{ looks: 0, contactedLeft: 0, heldOutLeft: 0 },
});

/** A guard that has seen nothing. */
export const newGuard = (policy: HarmGuardPolicy): GuardState => ({
  version: 1,
  status: 'running',
  lastLook: null,
  ...anew(policy),
  stopped: null,
  resumed: [],
});

/** Evidence of harm: 1 at first; a playbook that does none reaches 1 / alpha with a chance of alpha at most, ever. */
export const evidenceOf = ({ logEvidence }: GuardState): number =>
  Math.exp(logSum(logEvidence) - Math.log(logEvidence.length));

/** What one band's leavers of a look say for a hazard ratio; given who was at risk, bands know nothing of each other. */
const logGain = (ratio: number, { contacted, heldOut }: GuardLook['bands'][string]): number => {
  const drawn = contacted.left + heldOut.left;
  if (drawn === 0) return 0;
  return contacted.left * Math.log(ratio) - logMeanPower(ratio, contacted.atRisk, heldOut.atRisk, drawn);
};

/**
 * Takes a night's look in, and stops the playbook where the evidence reaches 1 / alpha. A look that is not later than the
 * last one was seen before, and changes nothing. A stopped playbook goes on being looked at, and stays stopped. Where the
 * policy has other hazard ratios than last night, the evidence begins anew.
 */
export const look = (before: GuardState, seen: GuardLook, policy: HarmGuardPolicy): GuardState => {
  if (before.lastLook !== null && Date.parse(seen.at) <= Date.parse(before.lastLook)) return before;
  const isSame = before.hazardRatios.join() === policy.hazardRatios.join();
  const state = isSame ? before : { ...before, ...anew(policy) };
  const bands = Object.values(seen.bands);
  const next: GuardState = {
    ...state,
    lastLook: seen.at,
    logEvidence: state.logEvidence.map((log, index) => {
      const ratio = state.hazardRatios[index] as number;
      return log + sum(bands.map((band) => logGain(ratio, band)));
    }),
    looks: state.looks + 1,
    contactedLeft: state.contactedLeft + sum(bands.map(({ contacted }) => contacted.left)),
    heldOutLeft: state.heldOutLeft + sum(bands.map(({ heldOut }) => heldOut.left)),
  };
  const evidence = evidenceOf(next);
  if (state.status === 'stopped' || evidence < 1 / policy.alpha) return next;
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
        ...anew(state),
        stopped: null,
        resumed: [...state.resumed, word],
      };
