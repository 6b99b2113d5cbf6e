namespace AttachmentPacs.Cli.Doctor;

/// <summary>All checks in their order.</summary>
internal static class Checkup
{
    private static readonly (string Name, bool NeedsConfiguration, Action<Examination, Findings> Run)[] Checks =
    [
        ("configuration", false, Configuration),
        ("storage", true, StorageCheck.Run),
        ("disk", true, DiskCheck.Run),
        ("lock", true, Lock),
        ("index", true, IndexCheck.Run),
        ("codecs", false, MachineChecks.Codecs),
        ("clock", false, MachineChecks.Clock),
        ("memory", true, MachineChecks.Memory),
        ("files", false, MachineChecks.OpenFiles),
        ("ports", true, DoorChecks.Ports),
        ("certificate", true, CertificateCheck.Run),
        ("users", true, DoorChecks.Users),
        ("server", true, ServerCheck.Run),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Checks.Select(check => check.Name)];

    /// <summary>Runs those that are named, or all. A check that fails itself is a problem found, and the next one goes on.</summary>
    public static IReadOnlyList<Finding> Run(Examination examination, IReadOnlyCollection<string> only)
    {
        List<Finding> all = [];
        foreach ((string name, bool needsConfiguration, Action<Examination, Findings> run) in Checks)
        {
            if (only.Count > 0 && !only.Contains(name)) continue;
            if (needsConfiguration && examination.Problems.Count > 0) continue;
            var findings = new Findings(name);
            try
            {
                run(examination, findings);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                findings.Problem($"This could not be looked at: {e.Message}", "What is wrong there remains unknown.", "Call this as the server's user, or as root.");
            }

            all.AddRange(findings.All);
        }

        return all;
    }

    private static void Configuration(Examination examination, Findings findings)
    {
        foreach (string problem in examination.Problems) findings.Problem(problem, "The server does not start; what depends on the configuration is not looked at here.", "Correct this setting.");
        if (examination.Problems.Count == 0) findings.Ok("The server starts with this configuration; apacs config check shows what it changes.");
    }

    private static void Lock(Examination examination, Findings findings)
    {
        if (examination.IsHeld is null) findings.Warning("Whether a server runs on this store cannot be seen.", "Checks that depend on that are left out.", "Call this as the server's user, or as root.");
        else findings.Ok(examination.IsHeld.Value ? "A server runs on this store. Whether storage and index belong together it has looked at itself." : "No process has this store.");
    }
}
