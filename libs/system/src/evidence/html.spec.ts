import { markup } from './html.js';

describe('markup of the index', () => {
  it('escapes each text, so that none becomes markup or leaves an attribute', () => {
    expect(markup`<td title="${'" onclick="x'}">${"<script>alert(1)</script> & '"}</td>`.text).toBe(
      '<td title="&quot; onclick=&quot;x">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;</td>',
    );
  });
  it('takes markup as it is, also in lists', () => {
    expect(markup`<ul>${['一', '<'].map((one) => markup`<li>${one}</li>`)}</ul>${markup`<p>${2}</p>`}`.text).toBe(
      '<ul><li>一</li><li>&lt;</li></ul><p>2</p>',
    );
  });
  it('shows characters without a shape, which could turn a text round', () => {
    expect(markup`${'a\u202eb\u0000c\u200bd\ne'}`.text).toBe('a□b□c□d\ne');
  });
});
