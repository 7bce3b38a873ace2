import { writeFile } from 'node:fs/promises';
import { feedsPage } from './feeds-page.ts';

/** `npm run docs`: writes the pages that are made of the contracts. */
await writeFile(new URL('../docs/feeds.md', import.meta.url), await feedsPage());
console.log('docs/feeds.md written');
