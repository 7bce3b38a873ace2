import { feishuMessage } from '../../../contracts/robots/messages.ts';
import { byNumber, type RobotFormat } from './robot-format.ts';

const text = (line: string) => [{ tag: 'text', text: line }];

/** Feishu (飞书) custom robots; a post holds plain text and links, no Markdown. 11232: too many messages; 9499 is a bad request. */
export const feishu: RobotFormat = {
  message: ({ title, opening, entries, closing, language, linkText }) => ({
    msg_type: 'post',
    content: {
      post: {
        [language === 'zh' ? 'zh_cn' : 'en_us']: {
          title,
          content: [
            ...opening.map(text),
            ...entries.flatMap(({ head, details, link }) => [
              text(head),
              ...details.map((detail) => text(`   ${detail}`)),
              ...(link ? [[{ tag: 'a', text: linkText, href: link }]] : []),
            ]),
            ...(closing ? [text(closing)] : []),
          ],
        },
      },
    },
  }),
  published: feishuMessage,
  verdict: (body) => byNumber(body, 'code', [11232]),
};
