import type { RunReport } from '../../contracts/run-report.ts';
import { localDate, localTime } from '../calendar.ts';
import type { Language } from '../digest/digest-words.ts';
import { html } from '../page/html.ts';
import { htmlPage } from '../page/html-page.ts';
import { agentsSection } from './page/agents.ts';
import { costSection } from './page/cost.ts';
import { feedsSection } from './page/feeds.ts';
import { firstScreen } from './page/first-screen.ts';
import { movesSection } from './page/moves.ts';
import { label, say } from './page/parts.ts';
import { promisesSection } from './page/promises.ts';
import { riskSection } from './page/risk.ts';
import { stakeSection } from './page/stake.ts';
import { reportStyle } from './page/style.ts';
import { tiersSection } from './page/tiers.ts';
import { workSection } from './page/work.ts';
import { worthSection } from './page/worth.ts';

/**
 * The managers' page of a run: whole in itself, in both languages, for a phone, a screen and paper. The same report gives the same
 * page, byte for byte.
 *
 * @param lang language shown first; the reader may choose the other
 */
export const reportPage = (report: RunReport, lang: Language): string => {
  const { now, timeZone, runId, policy } = report;
  const night = `${localDate(now, timeZone)} ${localTime(now, timeZone)}`;
  const title = { en: 'Report of the night', zh: '夜间运行报告' };
  const body = html`${firstScreen(report, night)}
<main>
${tiersSection(report)}${movesSection(report)}${riskSection(report)}${stakeSection(report)}${workSection(report)}${promisesSection(report)}${agentsSection(report)}${worthSection(report)}${feedsSection(report)}${costSection(report)}
</main>
<footer><p>${say(label('Run', '运行'))} ${runId} · ${policy.name} ${policy.edition} (${policy.hash.slice(0, 8)}) · ${say(label('Sums only: this page names no customer.', '仅含汇总：本页不含任何客户信息。'))}</p></footer>`;
  return htmlPage(`${title[lang]} ${night}`, reportStyle, body.text, lang);
};
