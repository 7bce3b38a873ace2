import type { Label } from '../../shared/contracts/field.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { type Finding, hoursBetween, named, type Seen } from './finding.ts';

/** A reader has a quarter of an hour, five times. */
const readHours = 2;

const some = (ids: readonly string[]): string =>
  ids.length > named ? `${ids.slice(0, named).join(', ')} +${ids.length - named}` : ids.join(', ');

/** Dumps that are stuck, held or failed. */
export const ofDumps = ({ dumps, now }: Seen): Finding[] => {
  const age = ({ arrivedAt }: DumpItem): number => hoursBetween(arrivedAt, now);
  const finding = (
    code: string,
    level: Finding['level'],
    list: readonly DumpItem[],
    what: Label,
    helps: (dumpId: string) => string,
  ): Finding[] =>
    list.length === 0
      ? []
      : [
          {
            code,
            level,
            what: {
              en: `${list.length} ${what.en}: ${some(list.map(({ key }) => key))}`,
              zh: `${list.length} 个${what.zh}：${some(list.map(({ key }) => key))}`,
            },
            helps: list.slice(0, named).map(({ dumpId }) => helps(dumpId)),
          },
        ];
  const show = (dumpId: string): string => `dumps show ${dumpId}`;
  const stuck = dumps.filter(
    (dump) => (dump.status === 'received' || dump.status === 'ingesting') && age(dump) > readHours,
  );
  // Who was replaced needs no decision any more.
  const held = dumps.filter(
    ({ status, held: slices = [], supersededBy }) =>
      supersededBy === undefined && (status === 'held' || (status === 'released' && slices.length > 0)),
  );
  const failed = dumps.filter(({ status, supersededBy }) => status === 'failed' && supersededBy === undefined);
  return [
    ...finding('dump-stuck', 'broken', stuck, { en: 'dumps are not read to their end', zh: '批次文件未读完' }, show),
    ...finding('dumps-failed', 'broken', failed, { en: 'dumps failed', zh: '批次文件失败' }, show),
    ...finding(
      'slices-held',
      'waiting',
      held,
      { en: 'dumps are held by the feed gate', zh: '批次文件被数据闸门扣留' },
      show,
    ),
  ];
};
