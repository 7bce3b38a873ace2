import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { reportKeys, runReport } from '../../shared/contracts/run-report.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';

/** Keeps the managers' page of a run beside the digests, by its day; undefined where there is none. */
export const keepReport = async (
  reports: Pick<ObjectStore, 'get'>,
  runId: string,
  folder: string,
): Promise<Summary['report']> => {
  const keys = reportKeys(runId);
  const [data, html] = await Promise.all([reports.get(keys.data), reports.get(keys.page)]);
  if (!data || !html) return undefined;
  const { day, headline, needs } = runReport.parse(JSON.parse(new TextDecoder().decode(data)));
  const page = join(folder, 'reports', `${day}.html`);
  await mkdir(join(folder, 'reports'), { recursive: true });
  await writeFile(page, html);
  return { page, headline, needs: needs.map(({ what }) => what) };
};

/** The night as managers read it: the sentence, what needs somebody, and the page to open. */
export const renderReport = ({ report }: Summary, { lang, paint, say, title }: Page): string[] =>
  report
    ? [
        ...title(say('report')),
        `  ${report.headline[lang]}`,
        ...report.needs.map((what) => `  ${paint('yellow', `! ${what[lang]}`)}`),
        `  ${pathToFileURL(report.page).href}`,
      ]
    : [];
