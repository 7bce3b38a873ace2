import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addCard, listCards, promoteCard, rollBackCard, showCard } from '../../local/cards/cards.ts';
import { trainFacts } from '../../local/cards/train-facts.ts';
import type { Target } from '../../local/commands/target.ts';
import { progressOn } from '../../local/progress.ts';
import { painter } from '../../local/summary/table.ts';
import type { LearnedCard } from '../../shared/contracts/learned-card.ts';
import { deliverLeavers, policyWith } from '../learning/leavers.ts';
import { wholeNight } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';

const paint = painter(false);
const mover = { at: '2026-11-05T01:00:00Z', by: 'lihua' };
const quiet = progressOn({ isTTY: false, write: () => true } as never);

let target: Target;
let folder: string;
let policy: string;
let hash: string;
let trained: string[];

/** A stack in memory on which one night was decided. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tierline-cards-'));
  const night = memoryNight();
  deliverLeavers(night);
  await wholeNight(night);
  const desk = { all: async () => [...night.dumps.values()] };
  target = { ledger: night.ledger, runs: night.runs, cards: night.cards.desk, desk } as unknown as Target;
  policy = join(folder, 'draft.json');
  await writeFile(policy, JSON.stringify(policyWith()));
  const { lines, json } = await trainFacts(target, { dryRun: false, policy }, mover, paint, quiet);
  trained = lines;
  hash = (json as { hash: string }).hash;
  return () => rm(folder, { recursive: true });
});

describe('train', () => {
  test('--dry-run says who counts as gone, the windows, and the base rate month by month; it writes nothing', async () => {
    const before = (await target.cards.cards('churn')).length;
    const { lines, json } = await trainFacts(target, { dryRun: true, policy }, mover, paint, quiet);
    const text = lines.join('\n');
    expect(text).toMatch(/gone +closed, or ported out, or no use for 60 days, or named by no file for 2 months/);
    expect(text).toMatch(/windows +up to 12 months observed \(at least 3\), 0 of lead, gone within 2/);
    expect(text).toMatch(/backtest +a card of cuts 2026-06 is judged by 2026-08/);
    expect(lines.filter((line) => /^2026-0[678] +2026-\d\d to 2026-\d\d +\d+ +\d+ +\d+\.\d %/.test(line))).toHaveLength(
      3,
    );
    const { cuts, rows, positives } = json as {
      cuts: { rows: number; gone: number }[];
      rows: number;
      positives: number;
    };
    expect(rows).toBe(cuts.reduce((sum, cut) => sum + cut.rows, 0));
    expect(positives).toBe(cuts.reduce((sum, cut) => sum + cut.gone, 0));
    expect((await target.cards.cards('churn')).length).toBe(before);
  });

  test('prints the figures beside the hand-written card, and what the rule says', () => {
    const text = trained.join('\n');
    for (const word of ['AUROC', 'log-loss', 'Brier', 'slope', 'ECE', 'top 1 %', 'top 5 %', 'top 10 %', 'hand-written'])
      expect(text).toContain(word);
    expect(text).toMatch(/rule +would (not )?promote it/);
    expect(text).toMatch(/tenure 60\+|segment consumer|region (east|west)/);
  });

  test('what cannot be learned from is said in words', async () => {
    const draft = join(folder, 'too-much.json');
    await writeFile(draft, JSON.stringify(policyWith({ fewestGone: 5_000 })));
    await expect(trainFacts(target, { dryRun: false, policy: draft }, mover, paint, quiet)).rejects.toThrow(
      /nothing was learned: .* left: at least 5000 are needed/,
    );
  });
});

describe('cards', () => {
  test('promote and roll back, each said in the list with who did it', async () => {
    expect((await promoteCard(target, hash.slice(0, 6), mover)).lines[0]).toContain('takes the place of hand-written');
    await expect(promoteCard(target, hash, mover)).rejects.toThrow('in force already');
    const { lines } = await listCards(target, paint);
    expect(lines[0]).toContain(`learned card ${hash.slice(0, 8)} is in force`);
    expect(lines.join('\n')).toMatch(/promoted to \w{8} by lihua/);
    expect((await rollBackCard(target, mover)).lines[0]).toContain('the hand-written card is in force again');
    await expect(rollBackCard(target, mover)).rejects.toThrow('nothing to roll back');
    await expect(promoteCard(target, 'zzzz', mover)).rejects.toThrow(/no card "zzzz"/);
  });

  test('show draws a page that is whole in itself, in both languages', async () => {
    const html = join(folder, 'card.html');
    const { lines } = await showCard(target, { card: hash.slice(0, 8), html, lang: 'en' }, paint);
    expect(lines.join('\n')).toContain('STRONGEST FEATURES');
    const page = await readFile(html, 'utf8');
    expect(page).not.toMatch(/https?:|<script|url\(|src=/);
    expect(page).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(page).toMatch(/<span lang="zh">校准斜率<\/span>/);
    const card = (await target.cards.card(hash)).card;
    const drawn = card.features.filter(({ bins, categories, missing, other }) =>
      [...(bins ?? categories ?? []), missing, ...(other ? [other] : [])].some(({ points }) => points !== 0),
    );
    for (const { feature } of drawn) expect(page).toContain(`aria-label="${feature}"`);
    // Every element that is opened is closed.
    const open = (tag: string) => page.split(new RegExp(`<${tag}[ >]`)).length - 1;
    for (const tag of ['svg', 'figure', 'section', 'table', 'tr', 'td', 'span', 'text'])
      expect([tag, page.split(`</${tag}>`).length - 1]).toEqual([tag, open(tag)]);
  });

  test('show knows the hand-written card by the scorecard’s name, and says what files are no card', async () => {
    const { lines } = await showCard(target, { card: 'churn', html: join(folder, 'written.html'), lang: 'zh' }, paint);
    expect(lines[0]).toContain('hand-written');
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, '{"label": 3}');
    await expect(showCard(target, { card: wrong, html: undefined, lang: 'en' }, paint)).rejects.toThrow(
      /is no card:\n/,
    );
  });

  test('add takes an edited card in as a new one, and says what the edit cost', async () => {
    const shown = (await showCard(target, { card: hash, html: undefined, lang: 'en' }, paint)).json as LearnedCard;
    const edited = structuredClone(shown);
    for (const { bins = [] } of edited.card.features) for (const bin of bins) bin.points = Math.min(bin.points, 0.1);
    const file = join(folder, 'edited.json');
    await writeFile(file, JSON.stringify(edited));
    const { lines, json } = await addCard(target, file, mover, paint, quiet);
    expect(lines.at(-1)).toMatch(/the edit (cost|gained) \d\.\d{4} of AUROC against/);
    const made = await target.cards.card((json as { hash: string }).hash);
    expect(made).toMatchObject({ madeBy: 'hand', parent: hash });
    expect((await target.cards.cards('churn')).map(({ madeBy }) => madeBy).sort()).toEqual(['hand', 'training']);
    await writeFile(file, JSON.stringify({ ...edited, hash: 'zz' }));
    await expect(addCard(target, file, mover, paint, quiet)).rejects.toThrow(/no card "zz"/);
  });
});
