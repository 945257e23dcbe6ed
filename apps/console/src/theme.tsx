import { ConfigProvider, theme as antdTheme, type ThemeConfig } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { createContext, startTransition, use, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';

type Mode = 'light' | 'dark';
const KEY = 'minglu-theme';
const stored = (): Mode | null => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null;
  }
};

const ModeContext = createContext<{ readonly mode: Mode; readonly toggle: () => void }>({ mode: 'light', toggle: () => undefined });
export const useMode = () => use(ModeContext);

/** Colours whose contrast with their ground is at least 4.5 to 1 (WCAG 2.2, 1.4.3) in both themes. */
const TOKENS: Readonly<Record<Mode, ThemeConfig['token']>> = {
  light: {
    colorPrimary: '#0958d9',
    colorPrimaryHover: '#003eb3',
    colorInfo: '#0958d9',
    colorLink: '#0958d9',
    colorError: '#cf1322',
    colorTextPlaceholder: 'rgba(0,0,0,0.6)',
    colorTextDescription: 'rgba(0,0,0,0.68)',
    colorTextDisabled: 'rgba(0,0,0,0.55)',
  },
  dark: {
    colorPrimary: '#1668dc',
    colorPrimaryHover: '#1554ad',
    colorInfo: '#69b1ff',
    colorLink: '#69b1ff',
    colorLinkHover: '#91caff',
    colorError: '#ff7875',
    colorTextPlaceholder: 'rgba(255,255,255,0.65)',
    colorTextDescription: 'rgba(255,255,255,0.72)',
    colorTextDisabled: 'rgba(255,255,255,0.6)',
  },
};

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

export const Theme = ({ children }: { readonly children: ReactNode }) => {
  const [mode, setMode] = useState<Mode>(() => stored() ?? (prefersDark.matches ? 'dark' : 'light'));
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = mode;
  }, [mode]);
  const value = useMemo(
    () => ({
      mode,
      toggle: () => {
        const next = mode === 'light' ? 'dark' : 'light';
        try {
          localStorage.setItem(KEY, next);
        } catch {
          // The theme holds until the page is left.
        }
        // The component library makes its styles anew, so the change may wait for more urgent ones. Our own styles change in the same step.
        startTransition(() => setMode(next));
      },
    }),
    [mode],
  );
  return (
    <ModeContext value={value}>
      <ConfigProvider
        locale={zhCN}
        csp={{ nonce }}
        button={{ autoInsertSpace: false }}
        // Lists and calendars open inside the landmark of the page.
        getPopupContainer={(opener) => opener?.closest('main') ?? document.body}
        theme={{
          algorithm: mode === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
          cssVar: { key: 'minglu' },
          components: { Button: mode === 'dark' ? { defaultHoverColor: '#69b1ff', defaultHoverBorderColor: '#69b1ff' } : {} },
          token: { fontSize: 14, borderRadius: 4, ...TOKENS[mode] },
        }}
      >
        {children}
      </ConfigProvider>
    </ModeContext>
  );
};
