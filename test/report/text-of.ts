const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** What a reader of one language reads on a page: words and numbers with single spaces between them. */
export const textOf = (page: string, lang: 'en' | 'zh' = 'en'): string => {
  const other = lang === 'en' ? 'zh' : 'en';
  return page
    .slice(page.indexOf('<body>'))
    .replaceAll(new RegExp(`<(span|text)[^>]* lang="${other}">[^<]*</\\1>`, 'g'), '')
    .replaceAll(/<\/(?:td|th|li|p|h\d|tr|text|caption|summary)>|<span class|<b>|<\/b>/g, ' $&')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&\w+;|&#39;/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/\s+/g, ' ');
};
