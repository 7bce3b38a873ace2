import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('errors name themselves, because bundles keep no names of classes', async () => {
  const nameless: string[] = [];
  for await (const file of glob('{functions,shared}/**/*.ts')) {
    const text = await readFile(file, 'utf8');
    for (const [, name = '', body = ''] of text.matchAll(/class (\w+) extends \w*Error \{([\s\S]*?)\n?\}\n/g))
      if (!body.includes(`name = '${name}'`)) nameless.push(`${file}: ${name}`);
  }
  expect(nameless).toEqual([]);
});
