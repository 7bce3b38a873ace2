import { beforeAll, describe, expect, test } from 'vitest';
import { explainCustomer } from '../../local/commands/explain.ts';
import { showHistory } from '../../local/commands/history.ts';
import { showMoves } from '../../local/commands/moves.ts';
import { replayRun } from '../../local/commands/replay.ts';
import { deliverBase, firstNight, secondNight, shards, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';
import { ids, paint, quiet, targetOf, twoNights } from './two-nights.ts';

let night: MemoryNight;
beforeAll(async () => {
  night = await twoNights();
});

type Json = Record<string, unknown>;
type Explained = Json & {
  decision: { scores: Record<string, number> };
  cards: { card: string; base: number; score: number; lines: { points: number }[]; pairs: { points: number }[] }[];
};
const explain = async (customerId: string, run?: string, lang: 'en' | 'zh' = 'en', on = night) => {
  const { lines, json } = await explainCustomer(targetOf(on), { customerId, run, lang }, paint);
  return { said: lines.join('\n'), json: json as Explained };
};

describe('explain', () => {
  test.each([undefined, '2026-11-01'])('points of every customer add up to the stored scores, run %s', async (run) => {
    for (const id of ids) {
      const { json } = await explain(id, run);
      expect(json.reproduced).toBe(true);
      expect(json.cards.map(({ card }) => card).sort()).toEqual(Object.keys(json.decision.scores).sort());
      for (const { card, base, lines, pairs, score } of json.cards) {
        const sum = [...lines, ...pairs].reduce((total, { points }) => total + points, base);
        expect([sum, score]).toEqual([json.decision.scores[card], json.decision.scores[card]]);
      }
    }
  });

  test('is read by a person: value, bin and points, what would move the tier, work and dumps; masked', async () => {
    const { said } = await explain('C004');
    expect(said).toContain('C004  王** · 138****0004 · south');
    expect(said).toMatch(/VALUE TIER {2}\S+, since 2026-11-0[12]/);
    expect(said).toMatch(/Average charge +\S+ CNY +.* CNY.* +\+\d+/);
    expect(said).toMatch(/down to \S+: Value below -?\d+/);
    expect(said).toMatch(/billing +2026-10 +boss +billing-again/);
    expect(said).not.toContain('13800000004');
    expect(said).not.toContain('王小明');
    for (const line of said.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('shows what an agent would take along to a visit', async () => {
    const found: Json[] = [];
    for (const id of ids) found.push((await explain(id)).json);
    const planned = found.find((json) => Object.keys((json.decision as { visits?: object }).visits ?? {}).length > 0);
    const of = Object.values((planned?.outlines ?? {}) as Record<string, { questions?: { ask: { en: string } }[] }>);
    expect(of[0]?.questions?.length).toBeGreaterThan(0);
    const { said } = await explain(String(planned?.customerId));
    expect(said).toContain('OUTLINE OF THE VISIT');
    expect(said.replaceAll(/\s+/g, ' ')).toContain(`ask: ${of[0]?.questions?.[0]?.ask.en}`);
  });

  test('speaks Chinese, too', async () => {
    const { said } = await explain('C000', undefined, 'zh');
    for (const word of ['价值等级', '月均消费', '生命周期', '当夜任务', '所用数据']) expect(said).toContain(word);
  });

  test('of a customer who is carried over it explains the night that decided', async () => {
    const carried = memoryNight();
    deliverBase(carried);
    await wholeNight(carried, firstNight);
    for (const dump of carried.dumps.values()) carried.dumps.set(dump.dumpId, { ...dump, status: 'retracted' });
    await wholeNight(carried, secondNight);
    const { said, json } = await explain('C000', undefined, 'en', carried);
    expect(json).toMatchObject({ runId: '2026-11-01T18-00-00Z', decidedIn: '2026-10-31T18-00-00Z', reproduced: true });
    expect(said).toContain('Not decided in run 2026-11-01T18-00-00Z');
  });

  test('where facts are gone it shows what was stored, and says what cannot be told', async () => {
    const erased = await twoNights();
    for (const key of [...erased.objects.keys()]) if (key.includes('feed=usage')) erased.objects.delete(key);
    const { said, json } = await explain('C000', undefined, 'en', erased);
    expect(json).toMatchObject({ reproduced: false, work: null });
    expect(said).toContain('the facts of the night are not all there any more');
    for (const { card, score } of json.cards) expect(score).toBe(json.decision.scores[card]);
  });

  test('nobody knows everybody', async () => {
    await expect(explain('nobody')).rejects.toThrow('no customer "nobody" in run 2026-11-01T18-00-00Z');
  });
});

describe('history and moves', () => {
  test('say what changed, and which points made it so', async () => {
    const { json } = await showHistory(targetOf(night), { customerId: 'C004', limit: 31, lang: 'en' }, paint);
    const { nights } = json as { nights: { runId: string; why: Json[]; changes: Json[] }[] };
    expect(nights.map(({ runId }) => runId)).toEqual(['2026-11-01T18-00-00Z', '2026-10-31T18-00-00Z']);
    expect(nights[0]?.why[0]).toMatchObject({ card: 'value', feature: 'arpu' });
  });

  test('every customer is counted once a scheme', async () => {
    const { json } = await showMoves(targetOf(night), { id: '2026-11-02', lang: 'en' }, paint, quiet);
    const { moves } = json as { moves: { scheme: string; customers: number }[] };
    const own = moves.filter(({ scheme }) => scheme === 'three-dimensions');
    expect(own.reduce((sum, { customers }) => sum + customers, 0)).toBe(40);
  });
});

describe('replay', () => {
  const replay = (run: string, on = night) => replayRun(targetOf(on), run, paint, quiet);

  test.each(['2026-11-01', '2026-11-02'])('the night of %s comes out byte for byte', async (run) => {
    const { lines, code, json } = await replay(run);
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('the same, byte for byte');
    expect((json as { shards: Json[] }).shards).toHaveLength(shards);
  });

  test('a fact file that is gone is told by shard, customer and dump', async () => {
    const tampered = await twoNights();
    const gone = [...tampered.objects.keys()].find((key) => key.includes('feed=billing/period=2026-09')) as string;
    tampered.objects.delete(gone);
    const { lines, code, json } = await replay('2026-11-02', tampered);
    expect(code).toBe(2);
    const { shards: replayed } = json as { shards: { shard: string; state: string; differences: Json[] }[] };
    const [different, ...others] = replayed.filter(({ state }) => state === 'different');
    expect(others).toEqual([]);
    expect(gone).toContain(`shard=${different?.shard}/`);
    expect(different?.differences.length).toBeGreaterThan(0);
    expect(lines.join('\n')).toContain('dumps billing-2026-09');
  });
});
