import * as z from 'zod';

const encoder = new TextEncoder();
/** Bytes of a text in UTF-8. */
const bytesOf = (text: string): number => encoder.encode(text).length;
const atMostBytes = (most: number) =>
  z
    .string()
    .min(1)
    .refine((text) => bytesOf(text) <= most, { error: `more than ${most} bytes` });
const wholeAtMost = <S extends z.ZodType>(schema: S, most: number): S =>
  schema.refine((message) => bytesOf(JSON.stringify(message)) <= most, { error: `more than ${most} bytes` });

/** WeCom group robot, `markdown`: 4,096 bytes of content (developer.work.weixin.qq.com/document/path/91770). */
export const wecomMessage = z.strictObject({
  msgtype: z.literal('markdown'),
  markdown: z.strictObject({ content: atMostBytes(4_096) }),
});

/** DingTalk custom robot, `markdown`: 20,000 bytes as a whole (open.dingtalk.com/document/robots/custom-robot-access). */
export const dingtalkMessage = wholeAtMost(
  z.strictObject({
    msgtype: z.literal('markdown'),
    markdown: z.strictObject({ title: z.string().min(1).max(100), text: z.string().min(1) }),
  }),
  20_000,
);

const feishuTag = z.discriminatedUnion('tag', [
  z.strictObject({ tag: z.literal('text'), text: z.string() }),
  z.strictObject({ tag: z.literal('a'), text: z.string().min(1), href: z.url() }),
]);
const feishuPost = z.strictObject({ title: z.string().min(1), content: z.array(z.array(feishuTag).min(1)).min(1) });
const feishuBody = z.strictObject({
  msg_type: z.literal('post'),
  content: z.strictObject({
    post: z.union([z.strictObject({ zh_cn: feishuPost }), z.strictObject({ en_us: feishuPost })]),
  }),
});
/** Feishu custom robot, `post`: 20 KB as a whole (open.feishu.cn, custom bot guide), of which a signature takes some. */
export const feishuMessage = wholeAtMost(feishuBody, 20_000);
/** The same with its signature. */
export const feishuSigned = wholeAtMost(
  feishuBody.extend({ timestamp: z.string().regex(/^\d{10}$/), sign: z.string().min(1) }),
  20_480,
);

const slackText = (most: number) => z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most) });
/**
 * Slack incoming webhook, Block Kit: 50 blocks, 3,000 characters a section, 150 a header (docs.slack.dev/reference/block-kit/blocks).
 * All blocks together are refused from some 13,000 characters on (`msg_blocks_too_long`), which no page says: 12,000 keep clear of it.
 */
export const slackMessage = wholeAtMost(
  z.strictObject({
    text: z.string().min(1).max(3_000),
    blocks: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({
            type: z.literal('header'),
            text: z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(150) }),
          }),
          z.strictObject({ type: z.literal('section'), text: slackText(3_000) }),
        ]),
      )
      .min(1)
      .max(50),
  }),
  12_000,
);

/** Teams, a webhook of the Workflows app: one Adaptive Card, 28 KB as a whole (learn.microsoft.com, incoming webhooks). */
export const teamsMessage = wholeAtMost(
  z.strictObject({
    type: z.literal('message'),
    attachments: z.tuple([
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        content: z.strictObject({
          $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
          type: z.literal('AdaptiveCard'),
          // The newest that Teams shows on phones, too.
          version: z.literal('1.4'),
          body: z
            .array(
              z.strictObject({
                type: z.literal('TextBlock'),
                text: z.string().min(1),
                wrap: z.literal(true),
                weight: z.literal('Bolder').optional(),
                separator: z.literal(true).optional(),
              }),
            )
            .min(1),
        }),
      }),
    ]),
  }),
  28_000,
);
