import { textFeatures } from '../../../shared/contracts/features/text-features.ts';
import { features as catalogue } from '../../../shared/contracts/features.ts';
import { type Label, plainLabel } from '../../../shared/contracts/field.ts';
import type { Backtest, LearnedCard } from '../../../shared/contracts/learned-card.ts';
import { escaped } from '../../../shared/domain/page/html.ts';
import { both } from '../../../shared/domain/page/html-page.ts';
import { pointsOf } from '../../../shared/learn/challenge/curves.ts';
import type { Lang } from '../../summary/words.ts';
import type { FoundCard } from '../find-card.ts';
import { drawingWidth, px } from './axis.ts';
import { changesBetween } from './changes.ts';
import { curveSvg } from './curve.ts';
import { heatMapSvg } from './heat-map.ts';
import { calibrationSvg, cardNames, intervalWords, keyOf, liftSvg } from './judgement.ts';
import { pageOf, section, sentence, tableHtml } from './shell.ts';

/** What a person calls a feature: of a card learned from a file, its column. */
const nameOf = (feature: string): Label => {
  const known: Record<string, { label: Label }> = { ...catalogue, ...textFeatures };
  return known[feature]?.label ?? plainLabel(feature);
};

const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

const designHtml = ({ design, notes, madeBy, parent }: LearnedCard): string => {
  const rows = design.cuts.map(({ month, rows: count, gone }) => [
    month,
    count,
    gone,
    `${((gone / Math.max(1, count)) * 100).toFixed(1)} %`,
  ]);
  const made: Label =
    madeBy === 'training'
      ? { en: 'Learned from who left', zh: '由离网客户学习而成' }
      : { en: `Edited by hand, from ${parent?.slice(0, 8)}`, zh: `人工修改，源自 ${parent?.slice(0, 8)}` };
  return section(
    { en: 'What it was learned from', zh: '学习依据' },
    sentence(made),
    sentence({
      en: `Facts of ${design.first} to ${design.last} (${design.dumps} dumps, ${design.shardsRead} of ${design.shards} shards). Lead ${design.leadMonths}, outcome ${design.outcomeMonths} months: features as of the end of each month below, and who was gone in the months after it.`,
      zh: `数据 ${design.first} 至 ${design.last}（${design.dumps} 份，${design.shardsRead}/${design.shards} 分片）。提前期 ${design.leadMonths} 个月，观察离网 ${design.outcomeMonths} 个月：特征截至下列各月末，其后月份是否离网为标签。`,
    }),
    tableHtml(
      [
        { en: 'Cut', zh: '截止月' },
        { en: 'Rows', zh: '样本' },
        { en: 'Left', zh: '离网' },
        { en: 'Rate', zh: '离网率' },
      ],
      rows,
    ),
    ...notes.map(({ column, words }) => `<p class="dim">${escaped(`${column}: ${words}`)}</p>`),
  );
};

const figuresHtml = ({ cards, trainedOn, judgedBy }: Backtest): string => {
  const [lead] = cards;
  if (!lead) return '';
  const { rows, gone } = lead.figures;
  const line = (name: Label, of: (card: (typeof cards)[number]) => string): string[] => [both(name), ...cards.map(of)];
  return section(
    { en: 'Backtest', zh: '回测' },
    sentence({
      en: `Learned from the cuts of ${trainedOn.join(', ')}; judged by ${rows.toLocaleString('en-US')} rows of ${judgedBy.join(', ')}, ${gone.toLocaleString('en-US')} of which left. In brackets the middle 95 % of bootstrap samples.`,
      zh: `以 ${trainedOn.join('、')} 学习，以 ${judgedBy.join('、')} 的 ${rows.toLocaleString('en-US')} 行检验，其中 ${gone.toLocaleString('en-US')} 人离网。括号内为自助法 95% 区间。`,
    }),
    tableHtml(
      [plainLabel(''), ...cards.map(({ who }) => cardNames[who])],
      [
        line({ en: 'AUROC (rank)', zh: 'AUROC（排序）' }, ({ figures }) => intervalWords(figures.auroc)),
        line({ en: 'Log-loss', zh: '对数损失' }, ({ figures }) => intervalWords(figures.logLoss, 4)),
        line(plainLabel('Brier'), ({ figures }) => intervalWords(figures.brier, 4)),
        line({ en: 'Calibration slope', zh: '校准斜率' }, ({ figures }) => intervalWords(figures.slope, 2)),
        line({ en: 'Calibration error', zh: '校准误差' }, ({ figures }) => intervalWords(figures.ece, 4)),
        line({ en: 'This card is better by (AUROC)', zh: '本卡优于（AUROC）' }, ({ who, behind }) =>
          who === 'challenger' ? '' : intervalWords(behind),
        ),
      ],
    ),
    cards.some(({ sawThem }) => sawThem)
      ? sentence({
          en: `Trained on rows of these months, which flatters: ${cards.flatMap(({ who, sawThem }) => (sawThem ? [cardNames[who].en] : [])).join(', ')}.`,
          zh: `学习时已见过这些月份，数值偏高：${cards.flatMap(({ who, sawThem }) => (sawThem ? [cardNames[who].zh] : [])).join('、')}。`,
        })
      : '',
    keyOf(cards),
    '<div class="grid">',
    `<figure><h3>${both({ en: 'Promised and realised rates', zh: '预测与实际离网率' })}</h3>${calibrationSvg(cards, 'calibration')}</figure>`,
    `<figure><h3>${both({ en: 'Leavers among the most at risk', zh: '高风险人群捕获率' })}</h3>${liftSvg(cards, 'lift')}</figure>`,
    '</div>',
  );
};

const slicesHtml = ({ cards }: Backtest): string => {
  const [lead] = cards;
  if (!lead || lead.slices.length === 0) return '';
  const by = {
    region: { en: 'Region', zh: '区域' },
    segment: { en: 'Segment', zh: '客户群' },
    tenure: { en: 'Tenure, months', zh: '在网月数' },
  };
  return section(
    { en: 'AUROC slice by slice', zh: '分组 AUROC' },
    tableHtml(
      [
        { en: 'Slice', zh: '分组' },
        { en: 'Rows', zh: '样本' },
        { en: 'Left', zh: '离网' },
        ...cards.map(({ who }) => cardNames[who]),
      ],
      lead.slices.map((slice) => [
        `${both(by[slice.by])} ${escaped(slice.value)}`,
        slice.figures.rows,
        slice.figures.gone,
        ...cards.map(({ slices }) =>
          intervalWords(slices.find((one) => one.by === slice.by && one.value === slice.value)?.figures.auroc ?? null),
        ),
      ]),
    ),
  );
};

const importanceHtml = ({ document }: FoundCard): string => {
  const curves = [...(document?.curves ?? [])].sort((left, right) => right.importance - left.importance);
  const most = curves[0]?.importance ?? 0;
  if (most === 0) return '';
  return section(
    { en: 'What moves scores', zh: '特征重要性' },
    sentence({
      en: 'Mean distance of a feature’s points from their mean.',
      zh: '各特征得分偏离均值的平均幅度。',
    }),
    tableHtml(
      [
        { en: 'Feature', zh: '特征' },
        { en: 'Points', zh: '分值' },
        { en: '', zh: '' },
      ],
      curves.map(({ feature, importance }) => [
        both(nameOf(feature)),
        three(importance),
        `<svg viewBox="0 0 ${drawingWidth} 12" class="weight"><rect width="${px((importance / most) * drawingWidth)}" height="10" y="1" fill="var(--accent)"/></svg>`,
      ]),
    ),
  );
};

const changesHtml = (now: FoundCard, before: FoundCard | null): string => {
  if (!before) return '';
  const rows = changesBetween(now, before).map(({ feature, before: was, after, moved }) => [
    both(nameOf(feature)),
    was === null ? both({ en: 'new', zh: '新增' }) : before.document ? three(was) : '✓',
    after === null ? both({ en: 'gone', zh: '移除' }) : three(after),
    three(moved),
  ]);
  return section(
    { en: `Against ${before.name}`, zh: `与 ${before.name} 相比` },
    now.card.link.type === before.card.link.type
      ? ''
      : sentence({
          en: 'Points of the two cards are on different scales and are not compared.',
          zh: '两卡分值量纲不同，不作比较。',
        }),
    tableHtml(
      [
        { en: 'Feature', zh: '特征' },
        { en: 'Before', zh: '之前' },
        { en: 'Now', zh: '现在' },
        { en: 'Points moved', zh: '分值变动' },
      ],
      rows,
    ),
  );
};

/** One card as a page: its curves, pairs, importance, backtest, and what changed against the card before. */
export const cardPage = (found: FoundCard, before: FoundCard | null, lang: Lang): string => {
  const { card, document, hash } = found;
  const comparable = before && before.card.link.type === card.link.type ? before : null;
  const importance = new Map(document?.curves.map((curve) => [curve.feature, curve.importance]));
  const ordered = [...card.features].sort(
    (left, right) => (importance.get(right.feature) ?? 0) - (importance.get(left.feature) ?? 0),
  );
  const flat = ordered.filter((feature) => pointsOf(feature).every((points) => points === 0));
  const curves = ordered
    .filter((feature) => !flat.includes(feature))
    .map((feature) => {
      const curve = document?.curves.find((one) => one.feature === feature.feature);
      const old = comparable?.card.features.find((one) => one.feature === feature.feature);
      const same = old && (old.bins === undefined) === (feature.bins === undefined) ? old : undefined;
      return `<figure><h3>${both(nameOf(feature.feature))}</h3>${curveSvg(feature, curve, same, feature.feature)}</figure>`;
    });
  const maps = card.pairs.flatMap((pair) => {
    const [one, other] = pair.features.map((name) => card.features.find(({ feature }) => feature === name));
    if (!one || !other) return [];
    const title = pair.features.map(nameOf);
    const names = { en: title.map(({ en }) => en).join(' × '), zh: title.map(({ zh }) => zh).join(' × ') };
    return [`<figure><h3>${both(names)}</h3>${heatMapSvg(pair, [one, other], names.en)}</figure>`];
  });
  const meaning: Label =
    card.link.type === 'logistic'
      ? { en: 'Points are log-odds of leaving.', zh: '分值为离网对数几率。' }
      : { en: 'Points add up; more means more at risk.', zh: '分值相加，越高风险越大。' };
  const name: Label = { en: found.name, zh: card.label.zh };
  return pageOf(
    name,
    [
      `<p class="dim">${escaped(hash)}</p>`,
      document ? figuresHtml(document.backtest) : '',
      section(
        { en: `Features (${card.features.length})`, zh: `特征（${card.features.length}）` },
        sentence(meaning),
        document
          ? sentence({
              en: 'The line is the points of each bin, the band ± 1.96 standard errors with all else held fixed, the bars below the customers; the broken line is the card before. ? stands for a value that is not known.',
              zh: '折线为各区间分值，色带为其余不变时 ± 1.96 标准误，下方柱形为客户分布；虚线为上一张卡。? 表示未知。',
            })
          : '',
        `<div class="grid">${curves.join('\n')}</div>`,
        flat.length > 0
          ? `<p class="dim">${both({ en: 'In pairs only', zh: '仅用于特征组合' })}: ${flat.map(({ feature }) => both(nameOf(feature))).join(', ')}</p>`
          : '',
      ),
      maps.length > 0
        ? section(
            { en: `Two features together (${maps.length})`, zh: `特征组合（${maps.length}）` },
            sentence({
              en: 'Points on top of what each feature gives: orange adds, blue takes away. The first feature runs downwards.',
              zh: '在各自分值之外的附加分值：橙色加分，蓝色减分。第一个特征为纵向。',
            }),
            `<div class="grid">${maps.join('\n')}</div>`,
          )
        : '',
      importanceHtml(found),
      document ? slicesHtml(document.backtest) : '',
      changesHtml(found, before),
      document ? designHtml(document) : '',
    ].join('\n'),
    lang,
  );
};
