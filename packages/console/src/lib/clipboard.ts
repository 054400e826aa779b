/**
 * Copying, also where the browser has no clipboard for us: over plain HTTP from another host.
 *
 * in     text
 * out    whether it was copied
 * holds  never throws: a browser that refuses is an answer
 */
export async function copyText(text: string, page: Document): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, page); // Refused, or no clipboard at all on an insecure origin.
  }
}

function copyBySelection(text: string, page: Document): boolean {
  const field = page.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  page.body.append(field);
  field.select();
  const copied = page.execCommand('copy');
  field.remove();
  return copied;
}
