using System.Text;

namespace AttachmentPacs.Cli.Commands;

/// <summary>Where a password comes from: typed twice without being shown, or the first line of what is piped in.</summary>
/// <param name="readKey">The next key; null if there is no terminal.</param>
/// <param name="input">Read where there is no terminal.</param>
internal sealed class PasswordPrompt(Func<ConsoleKeyInfo>? readKey, TextReader input)
{
    /// <summary>This process's terminal or standard input.</summary>
    public static PasswordPrompt OfConsole() => new(Console.IsInputRedirected ? null : () => Console.ReadKey(intercept: true), Console.In);

    /// <summary>The password, or why there is none. What is asked goes to <paramref name="screen"/>.</summary>
    public (string? Password, string? Problem) Ask(TextWriter screen)
    {
        string? password = readKey is null ? input.ReadLine() : Type("Password: ", screen);
        if (string.IsNullOrEmpty(password)) return (null, "The password is empty: nothing was made. Give it when asked, or as a line of standard input.");
        if (readKey is not null && Type("Once more: ", screen) != password) return (null, "The two passwords differ: nothing was made. Call this again.");
        return (password, null);
    }

    private string Type(string question, TextWriter screen)
    {
        screen.Write(question);
        screen.Flush();
        var typed = new StringBuilder();
        while (readKey!() is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }

        screen.WriteLine();
        return typed.ToString();
    }
}
