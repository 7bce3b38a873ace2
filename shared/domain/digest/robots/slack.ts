import { slackMessage } from '../../../contracts/robots/messages.ts';
import { calm, type RobotFormat } from './robot-format.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** Slack incoming webhooks: a section an item. They answer `ok` as plain text, and errors by status. */
export const slack: RobotFormat = {
  message: ({ title, opening, entries, closing, linkText }) => ({
    text: title,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      section(opening.map(calm).join('\n')),
      ...entries.map(({ head, details, link }) =>
        section(
          [
            calm(head),
            ...details.map((detail) => `   ${calm(detail)}`),
            ...(link ? [`<${link}|${linkText}>`] : []),
          ].join('\n'),
        ),
      ),
      ...(closing ? [section(calm(closing))] : []),
    ],
  }),
  published: slackMessage,
  verdict: () => ({ taken: true }),
};
