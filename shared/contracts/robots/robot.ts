import * as z from 'zod';

/** Chat services whose robots take digests. */
export const robotKinds = ['wecom', 'dingtalk', 'feishu', 'slack', 'teams'] as const;
/** A chat service whose robots take digests. */
export type RobotKind = (typeof robotKinds)[number];

/** A robot's name, as the agents feed says it behind the kind: `wecom:team-south`. */
export const robotName = /^[\p{L}\p{N}_.-]{1,40}$/u;

/**
 * One robot. Whoever knows the address may post, and some services sign besides: so both are kept in Secrets Manager, and the
 * agents feed holds the robot's name alone.
 */
export const robot = z.strictObject({
  /** Which service. */
  kind: z.enum(robotKinds),
  /** Where it takes messages. */
  url: z.url({ protocol: /^https?$/, error: 'not an http(s) address' }),
  /** What DingTalk and Feishu sign with, where the robot was made so. */
  secret: z.string().min(1).optional(),
});
/** One robot. */
export type Robot = z.infer<typeof robot>;

/** The secret that holds all robots, by name: a JSON text of at most 64 KB, some 300 robots. */
export const robots = z.record(z.string().regex(robotName), robot);
/** All robots by name. */
export type Robots = z.infer<typeof robots>;
