import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readCommand } from '../../local/commands/arguments.ts';
import { help } from '../../local/commands/help.ts';
import { isFileCommand } from '../../local/learn/file-command.ts';

/** The pages that people read, by path. */
const pages = new Map<string, string>();
for await (const path of glob(['README.md', 'docs/**/*.md'])) pages.set(path, await readFile(path, 'utf8'));

/** All that a pattern finds, with the page that it is in. */
const all = (pattern: RegExp): { page: string; found: string }[] =>
  [...pages].flatMap(([page, text]) => [...text.matchAll(pattern)].map(([, found = '']) => ({ page, found })));

/** A line of a shell as words; what stands in quotes is one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

test('every script that a page names is one of package.json', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = all(/npm run (?:--silent )?([a-z][a-z:-]*)/g);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ found }) => scripts[found] === undefined)).toEqual([]);
});

test('every command that a page shows is one that tierline takes, options and all', () => {
  // To the end of the line, a comment, or the code's own end.
  const shown = all(/tierline -- ([^`#\n>]+)/g).filter(({ found }) => !/[A-Z]{4}| \.\.\./.test(found));
  expect(shown.length).toBeGreaterThan(30);
  const refused = shown.flatMap(({ page, found }) => {
    const words = wordsOf(found);
    // These three read their words themselves.
    if (isFileCommand(words) || ['cost', 'teardown'].includes(words[0] ?? '')) {
      const isTold = help.includes(`\n  ${words[0]} `);
      return isTold ? [] : [`${page}: ${found}`];
    }
    try {
      readCommand(words);
      return [];
    } catch (error) {
      return [`${page}: ${found}: ${error instanceof Error ? error.message : error}`];
    }
  });
  expect(refused).toEqual([]);
});

test('every page and folder that a page links to is there', () => {
  const linked = all(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g);
  expect(linked.length).toBeGreaterThan(30);
  expect(linked.filter(({ page, found }) => !existsSync(join(dirname(page), found)))).toEqual([]);
});
