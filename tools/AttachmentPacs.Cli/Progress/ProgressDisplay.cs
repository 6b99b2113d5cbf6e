using Spectre.Console;

namespace AttachmentPacs.Cli.Progress;

/// <summary>
/// Shows on standard error how a run gets on: a bar on a terminal, a plain line every few seconds elsewhere, nothing if it was not wanted.
/// </summary>
/// <param name="notices">Lines that appear above the bar.</param>
/// <param name="error">Standard error.</param>
/// <param name="isTerminal">Somebody looks at it.</param>
/// <param name="isWanted">Anything is to be shown at all.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressDisplay(Notices notices, TextWriter error, bool isTerminal, bool isWanted, TimeProvider time)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(5);

    public bool IsLive => isWanted && isTerminal;

    /// <summary>Shows until the work has ended.</summary>
    /// <param name="line">What is shown; and how far the work is, 0 to 1, or null while that is not known.</param>
    /// <param name="work">The work.</param>
    public async Task ShowAsync(Func<(string Text, double? Part)> line, Task work)
    {
        if (IsLive) await ShowBarAsync(line, work).ConfigureAwait(false);
        else if (isWanted) await ShowLinesAsync(line, work).ConfigureAwait(false);
        await work.ConfigureAwait(false);
    }

    private async Task ShowLinesAsync(Func<(string Text, double? Part)> line, Task work)
    {
        while (!await HasEndedAsync(work, PlainEvery).ConfigureAwait(false)) await error.WriteLineAsync(line().Text).ConfigureAwait(false);
    }

    private async Task ShowBarAsync(Func<(string Text, double? Part)> line, Task work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        Spectre.Console.Progress progress = console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
        await progress.StartAsync(async context =>
        {
            notices.Write = console.WriteLine;
            ProgressTask task = context.AddTask(Markup.Escape(line().Text), maxValue: 1);
            do
            {
                (string text, double? part) = line();
                task.Description = Markup.Escape(text);
                task.IsIndeterminate = part is null;

                // Full, the bar would be taken away while the work goes on.
                task.Value = Math.Min(part ?? 0, 0.999);
            }
            while (!await HasEndedAsync(work, Redraw).ConfigureAwait(false));
        }).ConfigureAwait(false);
        notices.Write = error.WriteLine;
    }

    private async Task<bool> HasEndedAsync(Task work, TimeSpan within)
    {
        // The wait's own end: how the work ended is for whoever awaits it.
        await Task.WhenAny(work, Task.Delay(within, time)).ConfigureAwait(false);
        return work.IsCompleted;
    }
}
