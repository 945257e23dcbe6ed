import { Component, type ReactNode } from 'react';

/** A fault of one page leaves the menu, and says how to go on. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="problem" role="alert">
        <p className="strong">本页出现错误，未能显示。</p>
        <p>没有任何记录因此改变。请重新载入；草稿仍在本机。</p>
        <button type="button" onClick={() => location.reload()}>
          重新载入
        </button>
      </div>
    );
  }
}
