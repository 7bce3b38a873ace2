import { type Agent, agent, type Roster } from '../../contracts/roster.ts';
import { type FactFile, textAt } from '../facts/fact-file.ts';

/** Columns of the agents feed that a roster holds. */
const agentColumns = [
  'agentId',
  'name',
  'regions',
  'skills',
  'language',
  'languages',
  'tiersServed',
  'capacity',
  'worksFrom',
  'timeZone',
  'channels',
  'webhookUrl',
  'deputyId',
  'supervisorId',
] as const;

const words = (cell: string | number | null): string[] =>
  String(cell ?? '')
    .split(';')
    .filter((word) => word !== '');

/**
 * The agents of a run, sorted by id. A source's list of agents is replaced whole each month, so of each source only the
 * newest month counts: who is not in it has left. Of an agent in several files the later one holds.
 *
 * @param files facts of the agents feed, older dumps first
 * @param sourceOf upstream system that a dump came from
 */
export const rosterOf = (files: readonly FactFile[], sourceOf: (dumpId: string) => string): Roster => {
  const newest = new Map<string, string>();
  for (const { dumpId, period } of files)
    if (period > (newest.get(sourceOf(dumpId)) ?? '')) newest.set(sourceOf(dumpId), period);
  const agents = new Map<string, Agent>();
  for (const { dumpId, period, rows, column } of files) {
    if (period !== newest.get(sourceOf(dumpId))) continue;
    const columns = new Map(agentColumns.map((name) => [name, column(name)]));
    for (let row = 0; row < rows; row++) {
      const cell = (name: (typeof agentColumns)[number]) => {
        const values = columns.get(name);
        if (values instanceof Float64Array) return values[row] ?? null;
        return values ? textAt(values, row) : null;
      };
      const one = agent.parse({
        agentId: cell('agentId'),
        name: cell('name'),
        regions: words(cell('regions')),
        skills: words(cell('skills')),
        language: cell('language') ?? 'zh',
        languages: words(cell('languages')),
        tiersServed: words(cell('tiersServed')),
        capacity: cell('capacity'),
        worksFrom: cell('worksFrom') ?? undefined,
        timeZone: cell('timeZone') ?? undefined,
        channels: words(cell('channels')),
        webhookUrl: cell('webhookUrl'),
        deputyId: cell('deputyId'),
        supervisorId: cell('supervisorId'),
      });
      agents.set(one.agentId, one);
    }
  }
  return [...agents.values()].sort((left, right) => (left.agentId < right.agentId ? -1 : 1));
};
