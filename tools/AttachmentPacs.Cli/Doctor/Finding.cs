namespace AttachmentPacs.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Worth knowing; nothing to do.</summary>
    Note,

    /// <summary>The server runs, but something will go wrong, or could.</summary>
    Warning,

    /// <summary>The server does not start, does not take files, or loses some.</summary>
    Problem,
}

/// <summary>What a check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Check">The name of the check.</param>
/// <param name="Found">What was found.</param>
/// <param name="Why">Why it matters; empty where all is well.</param>
/// <param name="Next">What to do; empty where there is nothing to do.</param>
internal sealed record Finding(Severity Severity, string Check, string Found, string Why = "", string Next = "");

/// <summary>A check's findings as it goes along.</summary>
internal sealed class Findings(string check)
{
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    /// <summary>Nothing worse than a note so far.</summary>
    public bool AreSound => _all.All(finding => finding.Severity < Severity.Warning);

    public void Ok(string found) => Add(Severity.Ok, found, "", "");

    public void Note(string found, string why = "", string next = "") => Add(Severity.Note, found, why, next);

    public void Warning(string found, string why, string next) => Add(Severity.Warning, found, why, next);

    public void Problem(string found, string why, string next) => Add(Severity.Problem, found, why, next);

    private void Add(Severity severity, string found, string why, string next) => _all.Add(new Finding(severity, check, found, why, next));
}
