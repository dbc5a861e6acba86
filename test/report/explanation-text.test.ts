import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/explain/explain.ts';
import { renderExplanation } from '../../src/core/report/explanation-text.ts';
import { paintPage, textWidth } from '../../src/core/report/page.ts';
import { nearMisses, texts } from '../explain/texts.ts';

function render(text: string, width = 90): string {
  const style = { width, color: false, ascii: false };
  const setting = { style, titleOfSystem: (id: string) => id, titleOfSymptom: (id: string) => id };
  return paintPage(renderExplanation(explain(text), setting), style);
}

describe('an explanation as text', () => {
  test.each([40, 60, 110])('keeps to %i columns', (width) => {
    const long = [...texts.map(({ text }) => text), ...nearMisses]
      .flatMap((text) => render(text, width).split('\n'))
      .filter((line) => textWidth(line) > width);
    expect(long).toEqual([]);
  });

  test('says what happened first, and where', () => {
    expect(render('connect ECONNREFUSED ::1:80').split('\n').slice(0, 3)).toEqual([
      'The connection was refused',
      '  ECONNREFUSED while connecting · node',
      '  [::1]:80',
    ]);
  });

  test('lets no control character of the text through', () => {
    const page = render('read ECONNRESET \u0007\u009b31m\u202e address: \u001b]0;x\u0007');
    expect(page).toContain('ECONNRESET');
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('of a text that is not known says so, and what is like it', () => {
    expect(render('ECONREFUSED')).toMatch(
      /^This text is not known\n[\s\S]*near {4}ECONNREFUSED\n {2}next {4}· Give the message/,
    );
  });

  test('says how much was not read', () => {
    expect(render(`read ECONNRESET\n${'x'.repeat(70_000)}`)).toContain('unread');
  });
});
