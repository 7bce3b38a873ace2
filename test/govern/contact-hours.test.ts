import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { contactBetweenOn, contactHours } from '../../shared/domain/work/govern/contact-hours.ts';
import { defaultPolicyText } from '../domain/customer.ts';

const contactOf = (given: object) => {
  const document = JSON.parse(defaultPolicyText) as Record<string, unknown>;
  const { contact } = parsePolicy(JSON.stringify({ ...document, contact: given }));
  if (!contact) throw new Error('no section');
  return contact;
};
const between = (day: string, from: number, until: number, timeZone: string) =>
  contactBetweenOn(day, { from, until, timeZone });

describe('hours in which a customer may be contacted', () => {
  const contact = contactOf({
    quietHours: { from: '21:00', until: '09:00' },
    timeZones: { west: 'Asia/Urumqi' },
  });

  test('are those of the customer’s region, else of the operator', () => {
    const ofRegion = (region: string | null) => {
      const hours = contactHours(contact, region, 'Asia/Shanghai');
      return hours && contactBetweenOn('2026-11-01', hours);
    };
    expect(ofRegion('west')).toEqual({ from: '2026-11-01T03:00:00.000Z', until: '2026-11-01T15:00:00.000Z' });
    const operators = { from: '2026-11-01T01:00:00.000Z', until: '2026-11-01T13:00:00.000Z' };
    expect(ofRegion('east')).toEqual(operators);
    expect(ofRegion(null)).toEqual(operators);
    // A region that is called like a member of every object has no zone.
    expect(ofRegion('constructor')).toEqual(operators);
  });

  test('are all hours where the policy has no quiet ones', () => {
    expect(contactHours(contactOf({}), 'west', 'Asia/Shanghai')).toBeNull();
  });

  test.each([
    ['New York, clocks put forward', '2026-03-08', 9, 21, 'America/New_York', '13:00', '01:00'],
    ['New York, clocks put back', '2026-11-01', 9, 21, 'America/New_York', '14:00', '02:00'],
    // 02:00 to 03:00 is left out: the day's contact begins with the change.
    ['an hour that is left out', '2026-03-08', 2, 21, 'America/New_York', '07:00', '01:00'],
    // 01:00 comes at 05:00Z and at 06:00Z: quiet hours that end at one are over for good with the second.
    ['an hour that comes twice', '2026-11-01', 1, 21, 'America/New_York', '06:00', '02:00'],
    // Havana puts its clocks back from 01:00 to 00:00 on 1 November: midnight is at 04:00Z and at 05:00Z, and quiet from the first on.
    ['a midnight that comes twice', '2026-10-31', 8, 24, 'America/Havana', '12:00', '04:00'],
    ['half an hour', '2026-04-05', 9, 21, 'Australia/Lord_Howe', '22:30', '10:30'],
    ['a February’s last day', '2028-02-29', 9, 24, 'Asia/Shanghai', '01:00', '16:00'],
  ])('%s', (_, day, from, until, timeZone, begins, ends) => {
    const found = between(day, from, until, timeZone);
    expect([found.from.slice(11, 16), found.until.slice(11, 16)]).toEqual([begins, ends]);
  });
});
