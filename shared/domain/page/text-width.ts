/** Chinese characters, kana and full-width signs take two cells of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const styling = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** Cells that a text takes in a terminal, or halves of a Chinese character on a page. */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text.replace(styling, '')) width += wide.test(character) ? 2 : 1;
  return width;
};

/** Text cut to a number of cells, with an ellipsis where something is missing. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
};
