import { billingFeatures } from '../shared/contracts/features/billing.ts';
import { compositionFeatures } from '../shared/contracts/features/composition.ts';
import { customersFeatures } from '../shared/contracts/features/customers.ts';
import type { FeatureMeta } from '../shared/contracts/features/feature.ts';
import { promiseFeatures } from '../shared/contracts/features/promises.ts';
import { serviceFeatures } from '../shared/contracts/features/service.ts';
import { textFeatures } from '../shared/contracts/features/text-features.ts';
import { usageFeatures } from '../shared/contracts/features/usage.ts';
import { markdownTable } from './markdown-table.ts';

const sections: readonly (readonly [string, Readonly<Record<string, FeatureMeta>>])[] = [
  ['What a customer pays', billingFeatures],
  ['What the bill is for', compositionFeatures],
  ['How a customer uses the network', usageFeatures],
  ['How service went', serviceFeatures],
  ['How promises were kept', promiseFeatures],
  ['Who a customer is', customersFeatures],
];

const section = ([title, features]: (typeof sections)[number]): string => `## ${title}

${markdownTable(
  ['feature', 'called', 'unit', 'feeds', 'months looked at', 'meaning', 'formula'],
  Object.entries(features).map(([name, { label, unit, source, window, meaning, formula }]) => [
    `\`${name}\``,
    `${label.en}, ${label.zh}`,
    unit,
    source.join(', ') || 'none: the calendar',
    window,
    meaning,
    `\`${formula}\``,
  ]),
)}
`;

/** `docs/features.md`: the catalogue of features, from its contract. */
export const featuresPage = (): string => `# Features

What scorecards, conditions and learned cards may name. This page is made of the catalogue in \`shared/contracts/features/\`
by \`npm run docs\`; the code of each formula is in \`shared/domain/features/features.ts\`.

- A value that is not known is missing, never 0 and never infinite: no fact, too few months, a mean below 0.01 that nothing can
  be a share of. A scorecard says what a missing value gives, a condition may ask for it.
- "Newest month" is the month of the business day, or the one before while no dump of it has come for the feed. Windows end
  with it, so that nothing changes on the first of a month because a month without facts has begun.
- Refunds are negative charges and count as such. Where they take a mean or a bill to nothing, falls, trends and shares are missing.
- \`resistantSlope\` is the slope of the line through the medians of the first and the last third of the known months (Tukey,
  Exploratory Data Analysis, 1977): one odd month does not move it.
- Fields in formulas are those of [feeds.md](feeds.md). "Before" means up to 6 months before the newest, at least 2.

${sections.map(section).join('\n')}
## Words

Features whose values are words, as the newest profile of the customers feed writes them; scorecards give points to groups of
them (\`categories\`), conditions ask with \`is\`.

${markdownTable(
  ['feature', 'called', 'meaning'],
  Object.entries(textFeatures).map(([name, { label, meaning }]) => [
    `\`${name}\``,
    `${label.en}, ${label.zh}`,
    meaning,
  ]),
)}
`;
