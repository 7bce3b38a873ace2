import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Roster } from '../../shared/contracts/roster.ts';
import type { EmbeddedAws } from '../aws/index.ts';
import { dayIn } from '../calendar.ts';
import type { Operator } from '../operator.ts';
import { keepDigest } from '../robots.ts';
import type { Summary } from './summary.ts';

const safe = /^[\w.-]{1,64}$/;

/** Keeps what was published on the digest topic as text files, beside what the robots got. */
export const keepPublished = async (aws: EmbeddedAws, data: string): Promise<void> => {
  for (const { message, attributes } of aws.published()) {
    const { agentId = '', day = '' } = attributes;
    if (safe.test(agentId) && safe.test(day))
      await keepDigest(join(data, 'digests'), { agentId, day, channel: 'sns', text: message });
  }
};

/** One digest of each language, as an agent got it. */
export const examplesOf = async ({ data, now, timeZone }: Operator, team: Roster): Promise<Summary['examples']> => {
  const folder = join(data, 'digests', dayIn(now, timeZone));
  const files = (await readdir(folder).catch(() => [])).sort();
  const languages = new Map(team.map(({ agentId, language }) => [agentId, language]));
  const found: Summary['examples'] = [];
  for (const language of ['zh', 'en']) {
    const candidates: Summary['examples'] = [];
    for (const file of files) {
      const agent = file.replace(/\.(sns|webhook)\.txt$/, '');
      if (languages.get(agent) !== language) continue;
      candidates.push({ agent, language, text: await readFile(join(folder, file), 'utf8') });
    }
    const best = candidates.sort((a, b) => rank(a.text) - rank(b.text))[0];
    if (best) found.push(best);
  }
  return found;
};

/** About a dozen lines show enough and fit the screen; a list with both kinds of work shows more. */
const rank = (text: string): number => {
  const kinds = new Set([...text.matchAll(/^\d+\. \[([^\]]+)\]/gm)].map(([, kind]) => kind));
  return Math.abs(text.split('\n').length - 12) - 6 * kinds.size;
};
