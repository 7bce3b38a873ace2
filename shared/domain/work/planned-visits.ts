import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';

/** A visit that has its day. */
export type VisitOnDay = {
  customerId: string;
  region: string | null;
  programme: string;
  /** Day on which it is asked for. */
  day: string;
  /** Last working day on which it may be made. */
  until: string;
};

const prefix = columnName('visit', '');

/** Visits of a shard that are still to be asked for, in the order of the table. Of who is held out there is none. */
export const plannedVisits = ({ ids, rows, words }: DecisionTable): VisitOnDay[] => {
  const region = words.get('region');
  return words.names
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const programme = name.slice(prefix.length);
      const [days, untils] = [words.get(name) as Coded, words.get(columnName('visitUntil', programme)) as Coded];
      const found: VisitOnDay[] = [];
      for (let row = 0; row < rows; row++) {
        const day = wordAt(days, row);
        if (day === null) continue;
        const [customerId, until] = [ids.at(row) as string, wordAt(untils, row) ?? day];
        found.push({ customerId, region: region ? wordAt(region, row) : null, programme, day, until });
      }
      return found;
    });
};
