import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Label } from '../../shared/contracts/field.ts';
import { readReport } from '../summary/report.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import type { Answer } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  well: { en: 'nothing needs you', zh: '无需处理的事项' },
  page: { en: 'the page: --out FILE.html writes it', zh: '网页：--out FILE.html 可保存' },
} satisfies Record<string, Label>;

/** `report`: the managers' report of a night, in a sentence and what needs somebody; its page as a file, its numbers as JSON. */
export const showReport = async (
  target: Pick<Target, 'ledger' | 'runs' | 'reports'>,
  { run: given, out, lang }: { run: string | undefined; out: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { run } = await runOf(target, given);
  const stored = await readReport(target.reports, run.runId);
  if (!stored)
    throw new CommandError(
      run.workPlan
        ? `run ${run.runId} has no report: an older edition made it, or doctor and the runbook's report-errors say what is wrong`
        : `run ${run.runId} has no report yet: it is made when the work of the night is given out, and this run is ${run.status}`,
    );
  const { report, page } = stored;
  if (out) {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, page);
  }
  return {
    lines: [
      `${paint('bold', report.day)}  ${report.headline[lang]}`,
      ...(report.needs.length === 0
        ? [paint('green', words.well[lang])]
        : report.needs.map(({ what }) => paint('yellow', `! ${what[lang]}`))),
      out ? pathToFileURL(out).href : paint('dim', words.page[lang]),
    ],
    json: report,
  };
};
