import { chromium as playwright } from 'playwright-core';
import { chromium } from '../../model/report/browser.ts';
import { palettePng } from './palette-png.ts';

/** A picture of a whole page, with at most 256 colours: a page of flat areas needs no more, and is a third as large. */
export async function screenshot(html: string, width: number): Promise<Buffer> {
  if (chromium === undefined) throw new Error('no Chromium: install one, or name it in CHROMIUM');
  const browser = await playwright.launch({
    executablePath: chromium,
    // Root has none, and what is opened is our own page.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.setContent(html, { waitUntil: 'load' });
    return palettePng(await page.screenshot({ fullPage: true, type: 'png' }));
  } finally {
    await browser.close();
  }
}
