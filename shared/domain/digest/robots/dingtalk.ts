import { dingtalkMessage } from '../../../contracts/robots/messages.ts';
import { byNumber, calm, type RobotFormat } from './robot-format.ts';

/** DingTalk (钉钉) custom robots. 130101: more than 20 messages a minute; 410100: as that, by the gateway; -1: busy. */
export const dingtalk: RobotFormat = {
  message: ({ title, opening, entries, closing, linkText }) => ({
    msgtype: 'markdown',
    markdown: {
      title,
      // DingTalk joins lines that only one line break parts.
      text: [
        ...opening.map(calm),
        ...entries.map(({ head, details, link }) =>
          [calm(head), ...details.map(calm), ...(link ? [`[${linkText}](${link})`] : [])].join('  \n'),
        ),
        ...(closing ? [calm(closing)] : []),
      ].join('\n\n'),
    },
  }),
  published: dingtalkMessage,
  verdict: (body) => byNumber(body, 'errcode', [130101, 410100, -1]),
};
