import * as z from 'zod';
import { calendarMonth, field, identifier, integer, list, text } from '../field.ts';
import { robotKinds } from '../robots/robot.ts';
import { timeZone } from '../time-zone.ts';

const word = () => z.string().regex(/^[\p{L}\p{N}_. -]{1,40}$/u, { error: 'not a short word' });

const timeOfDay = () => z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'not a time of day such as 09:30' });

/** `sns`, `webhook`, or a robot by its service and its name in the secret of robots. */
const channel = () =>
  z.string().regex(new RegExp(`^(sns|webhook|(${robotKinds.join('|')}):[\\p{L}\\p{N}_.-]{1,40})$`, 'u'), {
    error: `neither sns, webhook nor a robot such as wecom:team-south (${robotKinds.join(', ')})`,
  });

/**
 * One row an agent (account manager or desk): whom they serve and how they are reached. Replaced whole each period.
 * An agent that no channel reaches would hold work that nobody sees, so such a row is refused.
 */
export const agentsRow = z
  .object({
    /** The operator's id of the agent, from HR or CRM; no unit. */
    agentId: field(identifier(), {
      kind: 'text',
      description: "The operator's own id of the agent.",
      unit: 'none',
      source: 'CRM',
      example: 'A017',
    }),
    /** Month that the row describes, `YYYY-MM`. */
    period: field(calendarMonth(), {
      kind: 'month',
      description: 'The month that the row describes. Taken from the object key where the file has no such column.',
      unit: 'month',
      source: 'CRM',
      example: '2026-10',
    }),
    /** The agent's name, from CRM. */
    name: field(text(80).optional(), {
      kind: 'text',
      description: 'Name, for the greeting of the digest.',
      unit: 'none',
      source: 'CRM',
      example: '李娜',
      personal: true,
    }),
    /** Regions served, from CRM; all where blank. */
    regions: field(list(word()).optional(), {
      kind: 'list',
      description: 'Regions served, separated by `;`; all of them where blank.',
      unit: 'none',
      source: 'CRM',
      example: 'south;east',
    }),
    /** Skills, from CRM: retention, visit, vip, enterprise, ... */
    skills: field(list(word()).optional(), {
      kind: 'list',
      description:
        'Skills, separated by `;`, matched to the skill that the policy asks for: `retention`, `visit`, `vip`, ...',
      unit: 'none',
      source: 'CRM',
      example: 'retention;visit',
    }),
    /** Language of the digest, from CRM; zh where blank. */
    language: field(z.enum(['zh', 'en'], { error: 'neither zh nor en' }).optional(), {
      kind: 'text',
      description: 'Language of the digest: zh or en; zh where blank.',
      unit: 'none',
      source: 'CRM',
      example: 'zh',
    }),
    /** Languages spoken with customers, from CRM; all where blank. */
    languages: field(list(word()).optional(), {
      kind: 'list',
      description:
        "Languages spoken with customers, separated by `;`, matched to the customers' `language`; all of them where blank.",
      unit: 'none',
      source: 'CRM',
      example: 'zh;en',
    }),
    /** Value tiers served, from CRM; all where blank. */
    tiersServed: field(list(word()).optional(), {
      kind: 'list',
      description:
        "Value tiers served, separated by `;`: names of tiers of the policy's first scheme, such as `high`; all of them where blank.",
      unit: 'none',
      source: 'CRM',
      example: 'high;mid',
    }),
    /** Most work items a day, from CRM. */
    capacity: field(integer({ min: 0, max: 500 }), {
      kind: 'integer',
      description: 'Most work items that the agent takes in a day.',
      unit: 'items a day',
      source: 'CRM',
      example: '20',
    }),
    /** When the agent's day begins, local; the operator's hour of digests where blank. */
    worksFrom: field(timeOfDay().optional(), {
      kind: 'text',
      description:
        "When the agent's day begins, in the agent's own zone: the list comes then. Blank: at the operator's hour.",
      unit: 'time of day',
      source: 'CRM',
      example: '09:30',
    }),
    /** The agent's IANA time zone; the operator's where blank. */
    timeZone: field(timeZone().optional(), {
      kind: 'text',
      description: "IANA time zone in which the agent works; the operator's where blank.",
      unit: 'none',
      source: 'CRM',
      example: 'Asia/Urumqi',
    }),
    /** Channels that reach the agent, in order of preference. */
    channels: field(list(channel()), {
      kind: 'list',
      description:
        'Channels that reach the agent, separated by `;`, the preferred one first; the next one is used where it fails: `sns` (the digest topic, filtered by agentId), `webhook`, or a robot by service and name: `wecom:`, `dingtalk:`, `feishu:`, `slack:`, `teams:`. Addresses of robots are in the secret of robots, by that name.',
      unit: 'none',
      source: 'CRM',
      example: 'wecom:team-south;sns',
    }),
    /** Where the signed webhook is posted; needed by the webhook channel. */
    webhookUrl: field(
      z
        .url({ protocol: /^https?$/, error: 'not an http(s) address' })
        .max(500)
        .optional(),
      {
        kind: 'text',
        description: 'Address that takes the signed webhook; needed where channels holds `webhook`.',
        unit: 'none',
        source: 'CRM',
        example: 'https://robot.example.com/hook/a017',
      },
    ),
    /** Agent that stands in, an `agentId`. */
    deputyId: field(identifier().optional(), {
      kind: 'text',
      description: 'The agent that stands in: an `agentId`.',
      unit: 'none',
      source: 'CRM',
      example: 'A018',
    }),
    /** Who is told when the agent's work is late, an `agentId`. */
    supervisorId: field(identifier().optional(), {
      kind: 'text',
      description: "Who is told when the agent's work stays late: an `agentId`.",
      unit: 'none',
      source: 'CRM',
      example: 'A001',
    }),
  })
  .refine((row) => row.channels.length > 0, {
    path: ['channels'],
    error: 'an agent without a channel would hold work that nobody sees: give sns, webhook or a robot',
  })
  .refine((row) => !row.channels.includes('webhook') || row.webhookUrl !== undefined, {
    path: ['webhookUrl'],
    error: 'the webhook channel needs a webhookUrl',
  });
