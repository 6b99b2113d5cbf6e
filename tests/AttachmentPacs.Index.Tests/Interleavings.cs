namespace AttachmentPacs.Index.Tests;

/// <summary>All orders of the steps of several actors, each actor's own steps in order.</summary>
public static class Interleavings
{
    /// <summary>Each order as the sequence of the actors' numbers; <paramref name="steps"/> gives how many each has.</summary>
    public static IEnumerable<int[]> Of(params int[] steps)
    {
        int[] order = [.. steps.SelectMany((count, actor) => Enumerable.Repeat(actor, count))];
        do yield return order;
        while (Next(order));
    }

    // The next permutation in lexicographic order; false after the last.
    private static bool Next(int[] order)
    {
        int i = order.Length - 2;
        while (i >= 0 && order[i] >= order[i + 1]) i--;
        if (i < 0) return false;
        int j = order.Length - 1;
        while (order[j] <= order[i]) j--;
        (order[i], order[j]) = (order[j], order[i]);
        Array.Reverse(order, i + 1, order.Length - i - 1);
        return true;
    }
}
