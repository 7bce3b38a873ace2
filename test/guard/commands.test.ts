import { describe, expect, test } from 'vitest';
import { readCommand } from '../../local/commands/arguments.ts';
import { listGuards, resumePlaybook, showGuard } from '../../local/commands/guard.ts';
import type { Target } from '../../local/commands/target.ts';
import type { GuardWord } from '../../shared/contracts/guard-report.ts';
import { harmGuardPolicy } from '../../shared/contracts/harm-guard.ts';
import type { ArmCounts } from '../../shared/domain/work/guard/arm-counts.ts';
import { guardsAfter } from '../../shared/domain/work/guard/guard-night.ts';
import { defaultPolicy } from '../score/base.ts';

const runId = '2026-10-31T18-00-00Z';
const group = (playbook: string, arm: string, customers: number, left: number): ArmCounts => ({
  [`${playbook}@high@${arm}@customers`]: customers,
  [`${playbook}@high@${arm}@stayed`]: customers - left,
  [`${playbook}@high@${arm}@atRisk`]: customers,
  [`${playbook}@high@${arm}@left`]: left,
});
const counts = {
  ...{ ...group('call', 'contacted', 1_000, 90), ...group('call', 'heldOut', 250, 2) },
  ...{ ...group('care', 'contacted', 1_000, 20), ...group('care', 'heldOut', 250, 12) },
};
const shares = new Map([
  ['call', 0.2],
  ['care', 0.2],
  ['visit', 0],
]);
const report = guardsAfter(runId, '2026-10-31T18:00:00Z', new Map(), counts, shares, harmGuardPolicy.parse({}));

const targetWith = (words: GuardWord[] = []): Target =>
  ({
    ledger: {
      runs: async () => [{ runId, status: 'completed', scheduledAt: '2026-10-31T18:00:00Z' }],
      guardWords: async () => words,
      giveGuardWord: async (word: GuardWord) => Boolean(words.push(word)),
    },
    runs: {
      guard: async () => report,
      manifest: async () => ({ runId, policy: 'p' }),
      policy: async () => defaultPolicy,
    },
  }) as unknown as Target;
const plain = (_: unknown, text: string) => text;
const mover = { at: '2026-11-02T01:00:00Z', by: 'li.na' };

describe('guard', () => {
  test('list says what contact is worth, what is stopped, and why nothing is known', async () => {
    const { lines } = await listGuards(targetWith(), { lang: 'en' }, plain);
    expect(lines).toEqual([
      'PLAYBOOK  STATUS   CONTACTED  HELD OUT  UPLIFT',
      'call      STOPPED      1,000       250  −8.2 % (−10.2 % … −5.6 %)',
      'care      running      1,000       250  +2.8 % (+0.5 % … +6.3 %)',
      'visit     running          0         0  nobody is held out: nothing can be known',
    ]);
    expect((await listGuards(targetWith(), { lang: 'zh' }, plain)).lines[3]).toContain('无对照组，无法判断');
  });

  test('show has both groups by band, and how far the evidence is', async () => {
    const { lines } = await showGuard(targetWith(), { playbook: 'ca', lang: 'en' }, plain).catch((error: Error) => ({
      lines: [error.message],
    }));
    expect(lines[0]).toContain('"ca" begins 2 ids of playbooks: call, care');
    const shown = (await showGuard(targetWith(), { playbook: 'call', lang: 'en' }, plain)).lines;
    expect(shown.find((line) => line.startsWith('EVIDENCE'))).toMatch(/\(stops at 20\.0\)$/);
    expect(shown.at(-1)).toMatch(/^high +1,000 +91\.0 % +250 +99\.2 %$/);
  });

  test('resume keeps who, when and why, once for each stop; the next list says that it goes on', async () => {
    const words: GuardWord[] = [];
    const ask = () => resumePlaybook(targetWith(words), { playbook: 'call', why: 'a new script', lang: 'en' }, mover);
    await ask();
    expect(words).toEqual([
      { version: 1, playbook: 'call', stoppedAt: '2026-10-31T18:00:00Z', ...mover, why: 'a new script' },
    ]);
    await expect(ask()).rejects.toThrow('call is resumed already, by li.na at 2026-11-02T01:00:00Z');
    expect((await listGuards(targetWith(words), { lang: 'en' }, plain)).lines[1]).toContain('resumes next run');
    const { lines } = await showGuard(targetWith(words), { playbook: 'call', lang: 'en' }, plain);
    expect(lines.join('\n')).toContain('li.na: a new script');
  });

  test('what cannot be resumed is refused with a clear word', async () => {
    const ask = (playbook: string) => resumePlaybook(targetWith(), { playbook, why: 'x', lang: 'en' }, mover);
    await expect(ask('care')).rejects.toThrow('care is not stopped');
    await expect(ask('cal1')).rejects.toThrow('no playbook "cal1" (nearest: call');
    expect(() => readCommand(['guard', 'resume', 'call'])).toThrow('guard resume needs --why');
    expect(() => readCommand(['guard', 'show'])).toThrow('needs the name of a playbook: guard list shows them');
    expect(readCommand(['guard', 'resume', 'call', '--why', 'new script'])).toMatchObject({
      ...{ name: 'guard resume', playbook: 'call', why: 'new script' },
    });
  });
});
