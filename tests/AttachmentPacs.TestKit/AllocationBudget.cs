namespace AttachmentPacs.TestKit;

/// <summary>Most bytes of managed memory that one operation may allocate, warm, in a Release build.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Bytes">The limit.</param>
public sealed record AllocationBudget(string Operation, long Bytes)
{
    /// <summary>Compares what was measured; says both. In Debug builds, whose unoptimised code allocates more, it says that only.</summary>
    /// <param name="measured">Bytes of one operation.</param>
    /// <param name="say">Takes a line of text.</param>
    /// <exception cref="InvalidOperationException">It is more.</exception>
    public void Check(long measured, Action<string> say)
    {
        say($"{Operation}: {measured} bytes, budget {Bytes}");
#if DEBUG
        say("Budgets hold for Release builds: nothing was tested here.");
#else
        if (measured <= Bytes) return;
        throw new InvalidOperationException(
            $"{Operation} allocates {measured} bytes; its budget is {Bytes}. Find out what allocates more; if it is worth it, change the table in AllocationBudgets.cs.");
#endif
    }
}
