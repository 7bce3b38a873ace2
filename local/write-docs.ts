import { writeFile } from 'node:fs/promises';
import { featuresPage } from './features-page.ts';
import { feedsPage } from './feeds-page.ts';
import { scalePage } from './scale/scale-page.ts';

/** `npm run docs`: writes the pages that are made of the contracts. */
const pages = { 'feeds.md': await feedsPage(), 'features.md': featuresPage(), 'scale.md': await scalePage() };
for (const [name, text] of Object.entries(pages)) {
  await writeFile(new URL(`../docs/${name}`, import.meta.url), text);
  console.log(`docs/${name} written`);
}
