import { teamsMessage } from '../../../contracts/robots/messages.ts';
import { calm, type RobotFormat } from './robot-format.ts';

const block = (text: string) => ({ type: 'TextBlock', text, wrap: true });

/** Microsoft Teams, a webhook of the Workflows app. It answers 202 before the card is posted, and says no more. */
export const teams: RobotFormat = {
  message: ({ title, opening, entries, closing, linkText }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { ...block(title), weight: 'Bolder' },
            ...opening.map((line) => block(calm(line))),
            ...entries.map(({ head, details, link }) => ({
              // A text block joins lines that only one line break parts.
              ...block([calm(head), ...details.map(calm), ...(link ? [`[${linkText}](${link})`] : [])].join('\n\n')),
              separator: true,
            })),
            ...(closing ? [block(calm(closing))] : []),
          ],
        },
      },
    ],
  }),
  published: teamsMessage,
  verdict: () => ({ taken: true }),
};
