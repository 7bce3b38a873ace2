import { drawsOf } from './draws.ts';

/** One row: cells by column; `churn` is the label. */
type Row = Record<string, string | number>;

const round = (value: number, digits = 0): number => Math.round(value * 10 ** digits) / 10 ** digits;
const chanceOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** What decides who leaves a table of {@link strongInteractions}. */
type Bill = Record<'day' | 'eve' | 'bill' | 'help', number> &
  Record<'isDear' | 'international' | 'leavesForAbroad', boolean>;

const faintRules = ({ day, eve, help, isDear, leavesForAbroad }: Bill): number => {
  const chance = isDear ? 0.85 : 0.03;
  if (leavesForAbroad) return 0.97;
  if (help < 4) return chance;
  return day < 160 ? 0.8 : Math.max(0.2, eve < 140 ? 0.5 : chance);
};

const clearRules = ({ bill, help, isDear, international, leavesForAbroad }: Bill): number => {
  const chance = isDear ? 0.97 : international ? 0.042 : 0.022;
  if (leavesForAbroad) return 0.98;
  if (help < 4) return chance;
  return bill < 55 ? 0.95 : Math.max(0.15, chance);
};

/**
 * Made up after a public table of 3,333 rows: who leaves is decided by thresholds that hold only together (a dear bill without voice mail,
 * many calls for help with few minutes); charges are copies of minutes, 51 states tell nothing.
 *
 * @param rules how surely a rule that holds decides: `faint` ones leave much to chance, `clear` ones next to nothing
 */
export const strongInteractions = (seed: number, rules: 'faint' | 'clear'): Row[] => {
  const { normal, poisson, whole, happens } = drawsOf(seed);
  const minutes = (mean: number, deviation: number): number => round(Math.max(0, normal(mean, deviation)), 1);
  const leaves = { faint: faintRules, clear: clearRules }[rules];
  return Array.from({ length: 3_333 }, () => {
    const [day, eve, night, abroad] = [minutes(180, 54), minutes(200, 50), minutes(200, 50), minutes(10.2, 2.8)];
    const [international, voiceMail] = [happens(0.097), happens(0.277)];
    const [help, callsAbroad] = [Math.min(9, poisson(1.56)), poisson(4.48)];
    const bill = day * 0.17 + eve * 0.085 + night * 0.045 + abroad * 0.27;
    const isDear = bill > 74 && !voiceMail;
    const leavesForAbroad = international && (callsAbroad < 3 || abroad > 13);
    const chance = leaves({ day, eve, bill, help, isDear, international, leavesForAbroad });
    return {
      state: `S${whole(0, 51)}`,
      account_length: Math.max(1, round(normal(101, 40))),
      area_code: [408, 415, 510][whole(0, 3)] as number,
      international: international ? 'yes' : 'no',
      voice_mail: voiceMail ? 'yes' : 'no',
      messages: voiceMail ? Math.max(4, round(normal(29, 7.5))) : 0,
      day_minutes: day,
      day_calls: round(normal(100, 20)),
      day_charge: round(day * 0.17, 2),
      eve_minutes: eve,
      eve_calls: round(normal(100, 20)),
      eve_charge: round(eve * 0.085, 2),
      night_minutes: night,
      night_calls: round(normal(100, 20)),
      night_charge: round(night * 0.045, 2),
      abroad_minutes: abroad,
      abroad_calls: callsAbroad,
      abroad_charge: round(abroad * 0.27, 2),
      help_calls: help,
      churn: happens(chance) ? 1 : 0,
    };
  });
};

/** Made up after a public table of 3,150 rows, 300 of which stand in it twice: few features, nearly all tell, and some only together. */
export const duplicates = (seed: number): Row[] => {
  const { uniform, gamma, poisson, whole, weighted, happens } = drawsOf(seed);
  const rows = Array.from({ length: 2_850 }, (): Row => {
    const [months, calls] = [whole(3, 48), round(gamma(1.2, 25) * (0.5 + 1.5 * uniform()))];
    const seconds = round(calls * (20 + 100 * uniform()));
    const messages = happens(0.8) ? round(gamma(1, 50)) : 0;
    const numbers = Math.min(97, round(calls ** 0.7 * (0.6 + uniform())));
    const age = [15, 25, 30, 45, 55][weighted([4, 33, 45, 12, 6])] as number;
    const charge = Math.min(10, poisson(0.9));
    const failures = happens(0.78) ? Math.min(36, round(gamma(1, 7.6))) : 0;
    const [complains, idle] = [happens(0.077), calls < 12 || (calls < 30 && happens(0.4))];
    const points: [boolean, number][] = [
      [complains, 4.6],
      [idle, 2.2],
      [calls < 35, 1.8],
      [numbers > 20, -1.6],
      [months > 28 && calls < 40, 1.5],
      [failures > 6 && idle, 2],
      [charge >= 2, -2.5],
      [age === 30 && calls < 50, 1.3],
      [messages > 200, -2],
      [months > 25 && months < 40 && complains, 1.5],
      [months < 10 && idle, -2.2],
    ];
    const odds = points.reduce((sum, [holds, worth]) => sum + (holds ? worth : 0), -6);
    return {
      failures,
      complains: complains ? 1 : 0,
      months,
      charge,
      seconds,
      calls,
      messages,
      numbers,
      tariff: happens(0.08) ? 2 : 1,
      status: idle ? 2 : 1,
      age,
      value: round(seconds * 0.04 * (0.9 + 0.2 * uniform()) + (messages * 4 * (50 - Math.min(50, age))) / 30, 2),
      churn: happens(chanceOf(1.8 * odds + 1.5)) ? 1 : 0,
    };
  });
  return [...rows, ...Array.from({ length: 300 }, () => rows[whole(0, rows.length)] as Row)];
};

/**
 * Another table after the same one: rules of three columns and of a value that others make up, labels that leave next to nothing to chance, 300
 * rows that stand in it twice.
 */
export const knownProfiles = (seed: number): Row[] => {
  const { uniform, normal, gamma, poisson, whole, weighted, happens } = drawsOf(seed);
  const rows = Array.from({ length: 2_850 }, (): Row => {
    const kind = weighted([15, 50, 35]);
    const months = Math.max(3, Math.min(47, round(normal(33, 8))));
    const calls = kind === 0 ? whole(0, 12) : round(gamma(2.2, kind === 1 ? 22 : 45));
    const seconds = round(calls * Math.max(15, normal(62, 20)));
    const messages = happens(0.8) ? round(gamma(1, kind === 2 ? 150 : 30)) : 0;
    const numbers = Math.min(97, round(calls ** 0.72 * (0.7 + 0.6 * uniform())));
    const group = weighted([4, 33, 45, 12, 6]);
    const charge = Math.min(10, poisson(kind === 2 ? 1.6 : 0.5));
    const failures = happens(0.78) ? Math.min(36, round(gamma(1, 4) + calls / 20)) : 0;
    const [complains, idle] = [happens(0.077), kind === 0 || (calls < 30 && happens(0.5))];
    const [ofCalls, ofMessages] = [[1.2, 1.1, 1, 0.9, 0.8][group] as number, [1.5, 1.2, 1, 0.8, 0.5][group] as number];
    const value = round(seconds * 0.02 * ofCalls + (messages * 4 * ofMessages) / 3, 2);
    const points: [boolean, number][] = [
      [complains, value < 600 ? 6.5 : 2],
      [idle, failures >= 2 && months > 20 ? 5.5 : months > 38 ? 4 : 0.5],
      [value < 150 && numbers < 15 && group >= 2, 2.5],
      [calls > 0 && seconds / calls < 45 && charge === 0 && !idle, 2.2],
      [messages + 0.5 * calls > 180, -3],
      [failures > 12 && charge <= 1 && numbers < 30, 2.5],
    ];
    const odds = points.reduce((sum, [holds, worth]) => sum + (holds ? worth : 0), -5.5);
    return {
      failures,
      complains: complains ? 1 : 0,
      months,
      charge,
      seconds,
      calls,
      messages,
      numbers,
      age_group: group + 1,
      tariff: happens(0.08) ? 2 : 1,
      status: idle ? 2 : 1,
      age: [15, 25, 30, 45, 55][group] as number,
      value,
      churn: happens(chanceOf(1.3 * odds + 1)) ? 1 : 0,
    };
  });
  return [...rows, ...Array.from({ length: 300 }, () => rows[whole(0, rows.length)] as Row)];
};

/**
 * Made up after a public table of 51,047 rows and 58 columns: weak effects on numbers of eight common causes, `NA` and `Unknown` among them,
 * an area of 747 words with an effect each, and twenty columns of few words, of which seven tell something.
 */
export const wide = (): Row[] => {
  const { uniform, normal, gamma, whole, weighted, happens } = drawsOf(3);
  const causes = Array.from({ length: 34 }, () => Array.from({ length: 8 }, () => (happens(0.35) ? normal() : 0)));
  const areas = Array.from({ length: 747 }, () => normal(0, 0.18));
  const areaShares = areas.map((_, area) => (area + 1) ** -1.1);
  const words = Array.from({ length: 20 }, (_, column) =>
    Array.from({ length: whole(2, 8) }, () => (column < 7 ? normal(0, 0.12) : 0)),
  );
  return Array.from({ length: 51_047 }, (_, at) => {
    const row: Row = { CustomerID: 3_000_002 + 4 * at };
    const hidden = Array.from({ length: 8 }, () => normal()) as [number, number, number, number, number, ...number[]];
    let odds = -1.95;
    causes.forEach((weights, column) => {
      const value = weights.reduce((sum, weight, cause) => sum + weight * (hidden[cause] as number), normal(0, 0.7));
      if (column < 14) odds += column % 2 ? 0.09 * Math.tanh(value) : 0.07 * Math.abs(value) + (value > 1 ? 0.05 : 0);
      const shapes = [round(Math.exp(value), 2), Math.max(0, round(3 * value + 1)), round(40 * value + 100, 2)];
      row[`number${column}`] = happens(column % 5 ? 0.003 : 0.02) ? 'NA' : (shapes[column % 3] as number);
    });
    const [months, days] = [whole(6, 60), Math.min(1_800, Math.max(1, round(gamma(1.5, 250))))];
    odds += (days > 300 ? 0.35 : 0) + (months >= 10 && months <= 14 ? 0.25 : 0) - (months > 40 ? 0.15 : 0);
    odds += days > 300 && months < 14 ? 0.2 : 0;
    const area = weighted(areaShares);
    odds += areas[area] as number;
    Object.assign(row, { months, equipment_days: days, area: happens(5e-4) ? 'NA' : `AREA${area}` });
    words.forEach((effects, column) => {
      const word = whole(0, effects.length);
      odds += effects[word] as number;
      row[`word${column}`] = uniform() < 0.15 ? 'Unknown' : `L${word}`;
    });
    const [one, two, three, four, five] = hidden;
    odds += (one > 0 && two > 0 ? 0.25 : 0) + 0.2 * Math.tanh(three * four) + (five > 1 && months < 20 ? 0.15 : 0);
    row.churn = happens(chanceOf(odds)) ? 1 : 0;
    return row;
  });
};
