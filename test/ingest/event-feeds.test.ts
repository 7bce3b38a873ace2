import { describe, expect, test } from 'vitest';
import { mapping } from '../../shared/contracts/mapping.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { parseFactKey } from '../../shared/dump/fact-key.ts';
import { readParquet } from '../../shared/dump/parquet.ts';
import { drop, fakePorts } from './ports.ts';

const dropped = async (feed: string, body: string, given?: object) => {
  const made = mapping.parse({ version: 1, name: 'standard', ...given });
  const answer = await drop(
    `feed=${feed}/period=2026-10/source=crm/${feed}.csv`,
    body,
    fakePorts({ mappings: [made] }),
  );
  const rows = [...answer.facts].flatMap(([key, bytes]) => {
    const where = parseFactKey(key);
    if (!where) return [];
    const columns = readParquet(bytes);
    return [...(columns[0]?.values ?? [])].map((_, index) => ({
      shard: where.shard,
      ...Object.fromEntries(
        columns
          .filter(({ values }) => values[index] !== null && !Number.isNaN(values[index]))
          .map(({ name, values }) => [name, values[index]]),
      ),
    }));
  });
  return { ...answer, rows: rows as Record<string, unknown>[] };
};
const reasonsOf = ({ receipt }: Awaited<ReturnType<typeof dropped>>) =>
  receipt.reasons.map(({ column, reason }) => [column, reason]);

describe('calls', () => {
  const header = 'callId,customerId,queuedAt,answeredAt,endedAt';

  test('a call lies with its customer, a stranger in the shard of everybody', async () => {
    const { rows } = await dropped(
      'calls',
      `${header}\nK1,C1,2026-10-01T09:00:00+08:00,,\nK2,,2026-10-01T09:00:01+08:00,,\n`,
    );
    const shards = Object.fromEntries(rows.map(({ callId, shard }) => [callId, shard]));
    expect(shards).toEqual({ K1: shardName(shardOf('C1', 4)), K2: 'all' });
  });

  test('instants are kept in UTC, so that the hour that comes twice is told apart', async () => {
    // Berlin, 25 October 2026: clocks go back from 03:00 to 02:00.
    const { rows } = await dropped(
      'calls',
      `${header}\nK1,C1,2026-10-25T02:50:00+02:00,2026-10-25T02:05:00+01:00,2026-10-25T02:10:00.900+01:00\n`,
    );
    expect(rows[0]).toMatchObject({
      queuedAt: '2026-10-25T00:50:00Z',
      answeredAt: '2026-10-25T01:05:00Z',
      endedAt: '2026-10-25T01:10:00Z',
    });
  });

  test('an instant without an offset, and an end before the beginning, are refused by name', async () => {
    const answer = await dropped(
      'calls',
      `${header}\nK1,C1,2026-10-25T02:50:00,,\nK2,C1,2026-10-25T10:00:00Z,2026-10-25T09:59:59Z,\nK3,C1,2026-10-25T10:00:00Z,2026-10-25T10:00:09Z,2026-10-25T10:00:01Z\nK4,C1,2026-10-25T10:00:00Z,,\n`,
    );
    expect(answer.receipt).toMatchObject({ rows: 4, accepted: 1, refused: 3 });
    expect(reasonsOf(answer)).toEqual([
      ['queuedAt', 'not an instant such as 2026-11-01T02:00:00+08:00'],
      ['answeredAt', 'lies before queuedAt: is the offset of one of them wrong?'],
      ['endedAt', 'lies before the call began or was answered: is the offset of one of them wrong?'],
    ]);
  });
});

describe('outcomes', () => {
  test('an outcome without a work id is refused, and the good one behind it counts', async () => {
    const answer = await dropped(
      'outcomes',
      'workId,doneAt,result,churnKind,churnCause,answers,evidence\n,2026-10-13T15:20:00+08:00,kept,,,,\nw1,2026-10-13T15:20:00+08:00,leaving,competitive,price,segment=household;plan=more data,CALL-1;FORM-2\n',
    );
    expect(reasonsOf(answer)).toEqual([['workId', 'is required, but blank']]);
    expect(answer.rows).toMatchObject([
      { workId: 'w1', shard: 'all', result: 'leaving', answers: 'segment=household;plan=more data' },
    ]);
  });

  test('answers are masked in the quarantine file: they say something of a person', async () => {
    const { quarantine } = await dropped(
      'outcomes',
      'workId,doneAt,result,answers\nw1,2026-10-13T15:20:00+08:00,perhaps,segment=household\n',
    );
    expect(quarantine[0]?.column).toBe('result');
    expect(quarantine[0]?.row).not.toContain('household');
  });
});

describe('notices', () => {
  const header = 'noticeId,kind,customerId,region,startsAt,endsAt';

  test('about a customer or about a region; an open one has no end', async () => {
    const { rows } = await dropped(
      'notices',
      `${header}\nN1,fault,C1,south,2026-10-01T00:00:00Z,\nN2,cut-over,,south,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z\n`,
    );
    expect(rows.map(({ noticeId, shard }) => [noticeId, shard]).sort()).toEqual([
      ['N1', shardName(shardOf('C1', 4))],
      ['N2', 'all'],
    ]);
  });

  test('one that ends before it begins, and one that names nobody, are refused', async () => {
    const answer = await dropped(
      'notices',
      `${header}\nN1,fault,C1,,2026-10-02T00:00:00Z,2026-10-01T00:00:00Z\nN2,fault,,,2026-10-01T00:00:00Z,\nN3,fault,C1,,2026-10-01T00:00:00Z,2026-10-01T00:00:00Z\n`,
    );
    expect(answer.receipt).toMatchObject({ rows: 3, accepted: 1, refused: 2 });
    expect(reasonsOf(answer)).toEqual([
      ['endsAt', 'lies before startsAt: a notice cannot end before it begins'],
      ['customerId', 'names nobody: give a customerId, or the region that it concerns'],
    ]);
  });
});

describe('a mapping of instants', () => {
  const fills = [
    { feed: 'calls', columns: { callId: 'id', period: 'day', queuedAt: { join: ['day', 'time'] }, endedAt: 'end' } },
  ];
  const read = (given: object, body: string) => dropped('calls', `id,day,time,end\n${body}`, { fills, ...given });

  test('a day and a time, in layouts of the file, with the offset of the file; the day tells the month', async () => {
    const { rows } = await read(
      { dates: ['M/d/yyyy'], offset: '+08:00' },
      'K1,9/30/2026,7:05,9/30/2026 07:06:30\nK2,10/1/2026,07:05:00,\n',
    );
    expect(rows.map(({ period, queuedAt, endedAt }) => [period, queuedAt, endedAt]).sort()).toEqual([
      ['2026-09', '2026-09-29T23:05:00Z', '2026-09-29T23:06:30Z'],
      ['2026-10', '2026-09-30T23:05:00Z', undefined],
    ]);
  });

  test('an offset that the cell has goes before that of the file', async () => {
    const { rows } = await read({ offset: '+08:00' }, 'K1,2026-10-01,07:05:00Z,\n');
    expect(rows[0]?.queuedAt).toBe('2026-10-01T07:05:00Z');
  });

  test('without any offset, and with half an instant, the row is refused', async () => {
    const answer = await read({}, 'K1,2026-10-01,07:05:00,\nK2,2026-10-01,,\nK3,2026-10-01,07:05:00Z,\n');
    expect(reasonsOf(answer)).toEqual([
      ['queuedAt', 'not an instant such as 2026-11-01T02:00:00+08:00'],
      ['queuedAt', 'is required, but blank'],
    ]);
  });

  test.each(['08:00', '+8', 'Asia/Shanghai', '+15:00'])('%s is no offset', (offset) => {
    expect(mapping.safeParse({ version: 1, name: 'x', offset }).error?.issues[0]?.message).toBe(
      'not an offset such as +08:00',
    );
  });
});
