import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/**
 * Unpacks the browser that the package carries, once for all tests of this machine: into a folder of its own that gets its name
 * in one step, so that two tests which begin at once never start half a browser.
 */
const unpacked = async (): Promise<{ path: string; args: string[] }> => {
  const { default: chromium } = await import('@sparticuz/chromium');
  const { version } = JSON.parse(
    await readFile(join(require.resolve('@sparticuz/chromium'), '../../package.json'), 'utf8'),
  ) as { version: string };
  const folder = join(root, '.tierline', `chromium-${version}`);
  if (!existsSync(folder)) {
    await mkdir(join(root, '.tierline'), { recursive: true });
    const part = await mkdtemp(`${folder}-`);
    // The package unpacks to the temporary folder, whichever that is.
    const before = process.env.TMPDIR;
    process.env.TMPDIR = part;
    try {
      await chromium.executablePath();
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    await rename(part, folder).catch(() => rm(part, { recursive: true, force: true }));
  }
  // One process for all saves memory in a function, and dies with the first window that is closed.
  return { path: join(folder, 'chromium'), args: chromium.args.filter((arg) => arg !== '--single-process') };
};

const start = async (): Promise<Browser> => {
  const { path, args } = await unpacked();
  return puppeteer.launch({ executablePath: path, args, headless: 'shell', pipe: true });
};

/** A headless Chromium, or why this machine cannot start one: tests that need it skip by that name. */
export const browserOrWhy = async (): Promise<{ browser: Browser } | { missing: string }> => {
  try {
    return { browser: await start() };
  } catch (error) {
    return { missing: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
};
