import { wecomMessage } from '../../../contracts/robots/messages.ts';
import { byNumber, calm, type RobotFormat } from './robot-format.ts';

/** WeCom (企业微信) group robots. 45009: more than 20 messages a minute; -1: the service is busy. */
export const wecom: RobotFormat = {
  message: ({ opening, entries, closing, linkText }) => ({
    msgtype: 'markdown',
    markdown: {
      content: [
        ...opening.map(calm),
        ...entries.map(({ head, details, link }) =>
          [
            calm(head),
            ...details.map((detail) => `> ${calm(detail)}`),
            ...(link ? [`[${linkText}](${link})`] : []),
          ].join('\n'),
        ),
        ...(closing ? [calm(closing)] : []),
      ].join('\n'),
    },
  }),
  published: wecomMessage,
  verdict: (body) => byNumber(body, 'errcode', [45009, -1]),
};
