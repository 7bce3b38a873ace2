import type { EmbeddedAws } from '../../local/aws/index.ts';
import type { Prices } from '../../shared/contracts/cost-data.ts';

/** What the embedded AWS counted. */
export type Counted = Pick<ReturnType<EmbeddedAws['stats']>, 'requests' | 'units' | 'invocations'>;

/** What was counted between two moments. */
export const between = (before: Counted, after: Counted): Counted => ({
  requests: difference(before.requests, after.requests),
  units: { write: after.units.write - before.units.write, read: after.units.read - before.units.read },
  invocations: Object.fromEntries(
    Object.entries(after.invocations).map(([name, now]) => {
      const then = before.invocations[name];
      return [
        name,
        {
          ...now,
          count: now.count - (then?.count ?? 0),
          durationMs: now.durationMs - (then?.durationMs ?? 0),
          cpuMs: now.cpuMs - (then?.cpuMs ?? 0),
        },
      ];
    }),
  ),
});

const difference = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

/** Requests of a service, of all operations or of those that fit. */
export const requestsOf = ({ requests }: Counted, service: string, fits: (operation: string) => boolean = () => true) =>
  Object.entries(requests).reduce((sum, [name, count]) => {
    const [its, operation = ''] = name.split(':');
    return its === service && fits(operation) ? sum + count : sum;
  }, 0);

const isRead = (operation: string): boolean => operation.startsWith('Get') || operation.startsWith('Head');

/**
 * What it would cost on AWS, by service. Functions are billed for the time that they took here; polling of queues, storage
 * and logs are left out.
 *
 * @param memoryMb memory of each function by its physical name
 */
export const costOf = (counted: Counted, memoryMb: ReadonlyMap<string, number>, by: Prices): Record<string, number> => {
  const million = (count: number, unit: number): number => (count / 1e6) * unit;
  const its = Object.entries(counted.invocations);
  const gbSeconds = its.reduce(
    (sum, [name, { durationMs }]) => sum + (durationMs / 1000) * ((memoryMb.get(name) ?? 0) / 1024),
    0,
  );
  const invocations = its.reduce((sum, [, { count }]) => sum + count, 0);
  const { perMillionRequests: request, perMillionUnits: unit } = by;
  return {
    s3:
      million(
        requestsOf(counted, 's3', (operation) => !isRead(operation)),
        request.s3Write,
      ) + million(requestsOf(counted, 's3', isRead), request.s3Read),
    dynamodb: million(counted.units.write, unit.dynamodbWrite) + million(counted.units.read, unit.dynamodbRead),
    lambda: million(invocations, request.lambda) + gbSeconds * by.lambdaArmGbSecond,
    sqs: million(requestsOf(counted, 'sqs'), request.sqs),
    sns: million(requestsOf(counted, 'sns'), request.sns),
    events: million(requestsOf(counted, 'events'), request.events),
  };
};
