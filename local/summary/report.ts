import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { storedJson } from '../../shared/aws/stored-json.ts';
import { type RunReport, reportKeys, runReport } from '../../shared/contracts/run-report.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';

/** The managers' report of a run as it is stored: its numbers and its page; undefined where there is none. */
export const readReport = async (
  reports: Pick<ObjectStore, 'get'>,
  runId: string,
): Promise<{ report: RunReport; page: Uint8Array } | undefined> => {
  const keys = reportKeys(runId);
  const [report, page] = await Promise.all([storedJson(reports, keys.data, runReport), reports.get(keys.page)]);
  return report && page && { report, page };
};

/** Keeps the managers' page of a run beside the digests, by its day; undefined where there is none. */
export const keepReport = async (
  reports: Pick<ObjectStore, 'get'>,
  runId: string,
  folder: string,
): Promise<Summary['report']> => {
  const stored = await readReport(reports, runId);
  if (!stored) return undefined;
  const { day, headline, needs } = stored.report;
  const page = join(folder, 'reports', `${day}.html`);
  await mkdir(join(folder, 'reports'), { recursive: true });
  await writeFile(page, stored.page);
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
